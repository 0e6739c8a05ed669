-- What a request with an Idempotency-Key was answered, kept in the transaction of what it wrote.
-- Idempotent: may be run again, by the migrate command or by psql.

CREATE TABLE IF NOT EXISTS production.idempotent_requests (
  -- The subject that sent the key: keys of others are other keys.
  caller          text NOT NULL CHECK (length(caller) BETWEEN 1 AND 256),
  idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  -- SHA-256 (hex) of method, path and body.
  request_hash    text NOT NULL CHECK (request_hash ~ '^[0-9a-f]{64}$'),
  status          smallint NOT NULL CHECK (status BETWEEN 200 AND 299),
  location        text,
  body            text NOT NULL,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (caller, idempotency_key)
);

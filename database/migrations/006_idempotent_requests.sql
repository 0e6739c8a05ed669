-- What a request with an Idempotency-Key was answered, kept in the transaction of what it wrote.
-- Idempotent: may be run again, by the migrate command or by psql.

CREATE TABLE IF NOT EXISTS production.idempotent_requests (
  -- The subject that sent the key: keys of others are other keys.
  caller          text NOT NULL CHECK (length(caller) BETWEEN 1 AND 256),
  idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  -- The user whom the answer is about, where that is not the caller.
  about_user      text CHECK (about_user <> caller),
  -- SHA-256 (hex) of method, path and body.
  request_hash    text NOT NULL CHECK (request_hash ~ '^[0-9a-f]{64}$'),
  status          smallint NOT NULL CHECK (status BETWEEN 200 AND 299),
  location        text,
  body            text NOT NULL,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (caller, idempotency_key)
);

-- Retention.
CREATE INDEX IF NOT EXISTS idempotent_requests_created_at_idx
  ON production.idempotent_requests (created_at);

-- DELETE /api/users/:id: what others were answered about the user.
CREATE INDEX IF NOT EXISTS idempotent_requests_about_user_idx
  ON production.idempotent_requests (about_user) WHERE about_user IS NOT NULL;

-- Which Idempotency-Keys of analyses are in use by a request under way, whichever process serves it.
-- Idempotent: may be run again, by the migrate command or by psql.

CREATE TABLE IF NOT EXISTS production.analysis_claims (
  user_id         text NOT NULL CHECK (length(user_id) BETWEEN 1 AND 256),
  idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  -- When it ends if nobody ends it, as when its process was killed. It tells the claims of a key from each other.
  claimed_until   timestamptz(3) NOT NULL,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, idempotency_key)
);

-- strata: no transaction
-- API keys, the audit log of admin actions, and what finds rows that are past their retention.
-- Idempotent: may be run again, by the migrate command or by psql.

CREATE TABLE IF NOT EXISTS auth.api_keys (
  id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- SHA-256 of the whole key, which is shown once and stored nowhere.
  key_hash     bytea NOT NULL CHECK (octet_length(key_hash) = 32),
  -- How the key begins, for people to tell keys apart by.
  hint         text NOT NULL CHECK (length(hint) <= 16),
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  -- Whom it acts as: the owner of what it creates. Like the subject of a token, it need not have a profile.
  subject      text NOT NULL CHECK (length(subject) BETWEEN 1 AND 256),
  scopes       text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'write', 'admin']),
  created_by   text NOT NULL,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  expires_at   timestamptz(3),
  revoked_at   timestamptz(3),
  last_used_at timestamptz(3),
  CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash)
);

-- GET /admin/api-keys: all keys, newest first, by cursor.
CREATE INDEX IF NOT EXISTS api_keys_created_at_id_idx ON auth.api_keys (created_at DESC, id DESC);

-- DELETE /api/users/:id: the keys that act as the user.
CREATE INDEX IF NOT EXISTS api_keys_subject_idx ON auth.api_keys (subject) WHERE revoked_at IS NULL;

-- The key is the order of GET /admin/audit-log and of retention.
CREATE TABLE IF NOT EXISTS public.audit_log (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  actor      text NOT NULL CHECK (length(actor) <= 256),
  -- The API key that the actor used, if it was one.
  api_key_id uuid,
  action     text NOT NULL CHECK (length(action) <= 64),
  target     text NOT NULL CHECK (length(target) <= 1024),
  -- done, dry_run, or the code of the error.
  outcome    text NOT NULL CHECK (length(outcome) <= 64),
  request_id text,
  PRIMARY KEY (created_at, id)
);

-- GET /admin/audit-log?actor=…
CREATE INDEX IF NOT EXISTS audit_log_actor_idx ON public.audit_log (actor, created_at, id);

-- GET /admin/audit-log?action=…
CREATE INDEX IF NOT EXISTS audit_log_action_idx ON public.audit_log (action, created_at, id);

-- Retention of the answers to an Idempotency-Key.
CREATE INDEX CONCURRENTLY IF NOT EXISTS analysis_requests_created_at_idx
  ON production.analysis_requests (created_at);

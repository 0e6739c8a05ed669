-- Projects, analyses, and the activity log with its daily rows.
-- Idempotent: may be run again, by the migrate command or by psql.

-- A caller without a profile may own projects and analyses: the owner is the subject of a token, so
-- user_id has no foreign key here. Deleting a user deletes them in the same transaction.
CREATE TABLE IF NOT EXISTS projects.projects (
  id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id     text NOT NULL CHECK (length(user_id) BETWEEN 1 AND 256),
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  description text CHECK (length(description) <= 4000),
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT projects_user_id_name_key UNIQUE (user_id, name)
);

CREATE TABLE IF NOT EXISTS production.analysis_sessions (
  id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id      text NOT NULL CHECK (length(user_id) BETWEEN 1 AND 256),
  project_id   uuid REFERENCES projects.projects (id) ON DELETE SET NULL,
  kind         text NOT NULL CHECK (kind IN ('text', 'issue', 'code')),
  issue_key    text,
  title        text,
  content      text NOT NULL,
  -- SHA-256 (hex) of the analyser's version and the whole input: equal inputs are analysed once per owner.
  content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  analyser     text NOT NULL,
  result       jsonb NOT NULL,
  embedding    real[] NOT NULL,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT analysis_sessions_user_id_content_hash_key UNIQUE (user_id, content_hash)
);

-- What an Idempotency-Key answered the first time, so that a replay answers the same.
CREATE TABLE IF NOT EXISTS production.analysis_requests (
  user_id         text NOT NULL,
  idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  request_hash    text NOT NULL,
  session_id      uuid NOT NULL REFERENCES production.analysis_sessions (id) ON DELETE CASCADE,
  source          text NOT NULL CHECK (source IN ('cache', 'database', 'processed')),
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, idempotency_key)
);

-- The log: what was recorded, with the local date and the zone it was recorded under.
CREATE TABLE IF NOT EXISTS production.activities (
  user_id          text NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
  event_id         text NOT NULL CHECK (length(event_id) BETWEEN 1 AND 128),
  type             text NOT NULL CHECK (length(type) BETWEEN 1 AND 64),
  occurred_at      timestamptz(3) NOT NULL,
  duration_seconds integer NOT NULL DEFAULT 0 CHECK (duration_seconds >= 0),
  points           integer NOT NULL DEFAULT 0 CHECK (points >= 0),
  local_date       date NOT NULL,
  time_zone        text NOT NULL,
  recorded_at      timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, event_id)
);

-- One row per user and local date, kept in the transaction that records an activity.
CREATE TABLE IF NOT EXISTS production.daily_stats (
  user_id          text NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
  local_date       date NOT NULL,
  time_zone        text NOT NULL,
  activity_count   integer NOT NULL CHECK (activity_count > 0),
  duration_seconds bigint NOT NULL,
  points           bigint NOT NULL,
  updated_at       timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, local_date)
);

-- Users, their settings, and the schemas everything else lives in.
-- Idempotent: may be run again, by the migrate command or by psql.

CREATE SCHEMA IF NOT EXISTS auth;
CREATE SCHEMA IF NOT EXISTS projects;
CREATE SCHEMA IF NOT EXISTS production;

CREATE TABLE IF NOT EXISTS auth.users (
  id           text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{1,64}$'),
  email        text NOT NULL CHECK (length(email) <= 254),
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 200),
  locale       text NOT NULL DEFAULT 'en',
  time_zone    text NOT NULL DEFAULT 'UTC',
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  updated_at   timestamptz(3) NOT NULL DEFAULT now()
);

-- One account per address, however it is capitalised.
CREATE UNIQUE INDEX IF NOT EXISTS users_email_key ON auth.users (lower(email));

CREATE TABLE IF NOT EXISTS auth.user_settings (
  user_id     text PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
  preferences jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(preferences) = 'object'),
  updated_at  timestamptz(3) NOT NULL DEFAULT now()
);

-- The outbox of cache invalidations: written in the transaction that changes the data, removed once published.
-- Idempotent: may be run again, by the migrate command or by psql.

CREATE TABLE IF NOT EXISTS public.cache_invalidations (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The cache that it belongs to: caches of several namespaces may share the database.
  namespace  text NOT NULL,
  -- What was invalidated, as the cache writes it: {"k":[keys],"t":[tags],"n":[namespaces],"p":[patterns],"a":1}
  names      text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Rows live for milliseconds: what they leave behind is cleared by number, not by share of an empty table.
ALTER TABLE public.cache_invalidations
  SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

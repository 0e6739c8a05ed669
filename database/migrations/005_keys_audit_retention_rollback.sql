-- strata: no transaction
-- Removes API keys and the audit log with all their rows. Whoever used a key is refused from then on.

DROP INDEX CONCURRENTLY IF EXISTS production.analysis_requests_created_at_idx;
DROP TABLE IF EXISTS public.audit_log;
DROP TABLE IF EXISTS auth.api_keys;

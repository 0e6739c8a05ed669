-- strata: no transaction
-- Drops the indexes of 003 without blocking writers.

DROP INDEX CONCURRENTLY IF EXISTS projects.projects_user_id_created_at_idx;
DROP INDEX CONCURRENTLY IF EXISTS production.analysis_requests_session_id_idx;
DROP INDEX CONCURRENTLY IF EXISTS production.analysis_sessions_keywords_idx;
DROP INDEX CONCURRENTLY IF EXISTS production.analysis_sessions_project_id_created_at_idx;
DROP INDEX CONCURRENTLY IF EXISTS production.analysis_sessions_user_id_created_at_idx;
DROP INDEX CONCURRENTLY IF EXISTS auth.users_created_at_id_idx;

-- strata: no transaction
-- Indexes for the product's queries, built without blocking writers. Each names the query it serves.
-- Idempotent: may be run again, by the migrate command or by psql.

-- GET /api/users: all users, newest first, by cursor.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_created_at_id_idx
  ON auth.users (created_at DESC, id DESC);

-- GET /api/user/:userId/analyses: one owner's analyses, newest first, by cursor.
CREATE INDEX CONCURRENTLY IF NOT EXISTS analysis_sessions_user_id_created_at_idx
  ON production.analysis_sessions (user_id, created_at DESC, id DESC);

-- GET /api/projects/:id/analyses, and ON DELETE SET NULL of a project. Most analyses have no project.
CREATE INDEX CONCURRENTLY IF NOT EXISTS analysis_sessions_project_id_created_at_idx
  ON production.analysis_sessions (project_id, created_at DESC, id DESC)
  WHERE project_id IS NOT NULL;

-- Likely duplicates: earlier analyses that share a keyword with the new one.
CREATE INDEX CONCURRENTLY IF NOT EXISTS analysis_sessions_keywords_idx
  ON production.analysis_sessions USING gin ((result -> 'keywords'));

-- ON DELETE CASCADE of an analysis.
CREATE INDEX CONCURRENTLY IF NOT EXISTS analysis_requests_session_id_idx
  ON production.analysis_requests (session_id);

-- GET /api/projects: one owner's projects, newest first, by cursor.
CREATE INDEX CONCURRENTLY IF NOT EXISTS projects_user_id_created_at_idx
  ON projects.projects (user_id, created_at DESC, id DESC);

-- Removes projects, analyses and activities with all their rows.

DROP TABLE IF EXISTS production.daily_stats;
DROP TABLE IF EXISTS production.activities;
DROP TABLE IF EXISTS production.analysis_requests;
DROP TABLE IF EXISTS production.analysis_sessions;
DROP TABLE IF EXISTS projects.projects;

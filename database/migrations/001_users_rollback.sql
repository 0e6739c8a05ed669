-- Removes users and every schema of the product. Later migrations are rolled back first.

DROP TABLE IF EXISTS auth.user_settings;
DROP TABLE IF EXISTS auth.users;
DROP SCHEMA IF EXISTS production;
DROP SCHEMA IF EXISTS projects;
DROP SCHEMA IF EXISTS auth;

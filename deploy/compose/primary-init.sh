#!/bin/sh
# Run once by the postgres image when it creates the primary: the roles and the database. The service
# is no superuser, and the replica may do nothing but replicate. The image runs this file, or reads it
# into its own shell where the executable bit is lost: then no option but -e may be set.
set -e

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set strata_password `cat /run/secrets/strata_password`
\set replication_password `cat /run/secrets/replication_password`
CREATE ROLE strata LOGIN PASSWORD :'strata_password';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication_password';
CREATE DATABASE strata OWNER strata;
SQL

# "all" in pg_hba.conf does not include replication.
echo 'host replication replicator samenet scram-sha-256' >> "$PGDATA/pg_hba.conf"

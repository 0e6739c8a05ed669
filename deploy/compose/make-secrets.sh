#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, each new and random. Run it once before the first
# `docker compose up`. Secrets that exist are kept: a volume that was made with them needs them.
#
# The folder is closed to other users of this machine. The files in it can be read by all, because
# each container reads its own as another user.
set -eu

cd "$(dirname "$0")/secrets"
chmod 700 .
umask 022

random() {
  od -An -v -tx1 -N 32 /dev/urandom | tr -d ' \n'
}

# keep FILE CONTENT
keep() {
  [ -s "$1" ] || printf '%s\n' "$2" > "$1"
}

keep postgres_password "$(random)"
keep strata_password "$(random)"
keep replication_password "$(random)"
keep redis_password "$(random)"
keep auth_jwt_secret "$(random)"

database_password=$(cat strata_password)
keep database_url "postgresql://strata:$database_password@postgres:5432/strata"
keep database_read_urls "postgresql://strata:$database_password@postgres-replica:5432/strata"

redis_password=$(cat redis_password)
keep redis_url "redis://strata:$redis_password@redis:6379/0"
# No commands that administer the server or reach every key at once.
keep redis_users.acl "user default off
user strata on >$redis_password ~* &* +@all -@admin -@dangerous +info"

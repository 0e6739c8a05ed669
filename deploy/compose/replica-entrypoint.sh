#!/bin/sh
# Entrypoint of the replica: copies the primary on the first start, then follows it. Past an outage
# longer than the primary's wal_keep_size the replica must be made anew: remove its volume.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # A copy that was interrupted is never taken for a database: the last step is a rename.
  copy="$PGDATA.copy"
  rm -rf "$copy" "$PGDATA"
  mkdir -p "$(dirname "$PGDATA")"
  PGPASSWORD="$(cat /run/secrets/replication_password)"
  export PGPASSWORD
  pg_basebackup --host "$PRIMARY_HOST" --username replicator --no-password \
    --pgdata "$copy" --checkpoint fast --wal-method stream --write-recovery-conf
  unset PGPASSWORD
  mv "$copy" "$PGDATA"
fi

exec docker-entrypoint.sh "$@"

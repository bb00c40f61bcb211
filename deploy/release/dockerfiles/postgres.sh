#!/bin/sh
# As the image of PostgreSQL starts: the first time it makes the cluster and the database, and runs what is in
# /docker-entrypoint-initdb.d on a socket alone; then the server takes over.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    mkdir -p -m 700 "$PGDATA"
    printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
    initdb --username=postgres --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256 "$PGDATA"
    rm /tmp/password
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    pg_ctl --wait --options="-c listen_addresses='' -c unix_socket_directories=/run/postgresql" start
    export PGHOST=/run/postgresql
    createdb --username=postgres "$POSTGRES_DB"
    for script in /docker-entrypoint-initdb.d/*.sh; do sh "$script"; done
    pg_ctl --wait --mode=fast stop
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/run/postgresql

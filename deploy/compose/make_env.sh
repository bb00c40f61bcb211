#!/bin/sh
# `make compose-env`: the secrets of docker-compose.yml, made once, in the file that compose reads (0600).
set -eu
cd "$(dirname "$0")/../.."
if [ -e .env ]; then
    echo "There is a .env already; it is kept." >&2
    exit 0
fi
umask 077
for name in POSTGRES_PASSWORD KEYCLOAK_DATABASE_PASSWORD KEYCLOAK_ADMIN_PASSWORD HALLPASS_ENGINE_SECRET \
    HALLPASS_PROVISIONER_SECRET; do
    printf '%s=%s\n' "$name" "$(od -An -v -tx1 -N24 /dev/urandom | tr -d ' \n')"
done >.env.new
mv .env.new .env
echo "The secrets of docker-compose.yml are in .env. Next: docker compose up --build --wait" >&2

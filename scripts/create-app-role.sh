#!/bin/sh
# Run once by PostgreSQL's image in a new database: makes the role that the service
# signs in as. It may read and write rows; it owns nothing, so it can neither change
# tables nor take away the triggers that keep the history.
set -eu

psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 \
    --set=password="$(cat "${APP_PASSWORD_FILE:-/run/secrets/db_password}")" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE hcss LOGIN PASSWORD :'password';
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hcss;
ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO hcss;
SQL

# Makes the role that the services sign in as, and a database for each; safe to repeat.
# The role is an ordinary one: row-level security holds for it.
set -eu

psql --dbname=postgres --quiet --set=ON_ERROR_STOP=1 --set=password="$BATON_DATABASE_PASSWORD" <<'SQL'
SELECT 'CREATE ROLE baton' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'baton') \gexec
ALTER ROLE baton LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'password';
SQL

for service in assessment vendor transition governance console; do
    psql --dbname=postgres --quiet --set=ON_ERROR_STOP=1 --set=name="baton_$service" <<'SQL'
SELECT format('CREATE DATABASE %I OWNER baton', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done

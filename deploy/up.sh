#!/bin/sh
# `make up`: the whole installation in containers. Its keys and passwords are made once, in var/up.
set -eu
baton=".venv/bin/python -m libs.client.cli"
kept=var/up
secret() { .venv/bin/python -c "import secrets; print(secrets.token_hex(16))"; }
port=${BATON_PORT:-8000}

if ! docker info >/dev/null 2>&1 || ! docker compose version >/dev/null 2>&1; then
    echo "No Docker engine with Compose answers here. The same five processes run without it:" \
        "set BATON_DATABASE_URL and BATON_BUS, take the keys from \`baton keys\`," \
        "then \`baton topics\` and \`baton serve --processes\` (README, Distributed)." >&2
    exit 1
fi

if [ ! -f "$kept/env" ]; then
    umask 077
    mkdir -p "$kept"
    {
        $baton keys --data "$kept"
        echo "BATON_DATABASE_PASSWORD=$(secret)"
        echo "BATON_POSTGRES_PASSWORD=$(secret)"
        echo "BATON_REHEARSAL=true"
    } >"$kept/env.part"
    mv "$kept/env.part" "$kept/env"
fi

docker compose --env-file "$kept/env" up --build --detach --wait
echo "Baton runs on http://127.0.0.1:$port; \`make down\` stops it and keeps what it holds."
echo "The story: $baton demo --url http://127.0.0.1:$port --data $kept"

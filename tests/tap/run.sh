#!/usr/bin/env bash
# run.sh HEATDESK: the functions of the database with pgTAP, as each role. Each file is a transaction that is undone.
set -eu
heatdesk=$1
here=$(dirname "$(readlink -f "$0")")
export PGDATABASE=hd_tap PGOPTIONS=--client-min-messages=warning
createdb "$PGDATABASE"
trap 'psql -XAtq -d postgres -c "drop database hd_tap with (force)"
      for role in $roles; do psql -XAtq -d postgres -c "drop role tap_$role"; done' EXIT
roles="dispatcher leader supervisor crew collector admin auditor intake courier"
"$heatdesk" init >/dev/null
for role in $roles; do
    psql -XAtq -c "create role tap_$role login in role hd_$role"
done
psql -XAtq -v ON_ERROR_STOP=1 -f "$here/plant.sql"
pg_prove --ext .pg --verbose "$here"

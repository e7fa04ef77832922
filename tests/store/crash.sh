#!/usr/bin/env bash
# crash.sh WRITER [TIMES]: TESTS A28. A PostgreSQL of its own with fsync on is killed (-9, the postmaster)
# while the collector's store and a dispatcher write, and started again; at the end the chain is whole
# and nothing that was acknowledged is missing.
set -eu
writer=$1 times=${2:-5}
bin=$(find /usr/lib/postgresql/*/bin -maxdepth 1 -name postgres -printf '%h\n' 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || {
    echo "crash: skipped, no PostgreSQL server is installed" >&2
    exit 77
}
dir=$(mktemp -d "${TMPDIR:-/tmp}/heatdesk-crash.XXXXXX")
pids=()
finish() {
    trap - EXIT INT TERM
    [ ! -s "$dir/data/postmaster.pid" ] || kill -QUIT "$(head -n 1 "$dir/data/postmaster.pid")" 2>/dev/null || true
    for pid in "${pids[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' INT TERM

as=() # the server refuses to run as root
if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chmod 711 "$dir"
fi
mkdir "$dir/data" "$dir/spool"
[ "$(id -u)" != 0 ] || chown postgres: "$dir/data"
cd /

# until COMMAND…: it is so within a minute, or the test fails
until_so() {
    local tries=0
    until "$@" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || {
            echo "crash: waited in vain for: $*" >&2
            cat "$dir"/*.log >&2
            exit 1
        }
        sleep 0.1
    done
}
start() {
    "${as[@]}" "$bin/postgres" -D "$dir/data" >>"$dir/server.log" 2>&1 &
    pids+=($!)
}
is_ready() {
    "$bin/pg_isready" -q
}
is_ready_or_ended() {
    is_ready || ! kill -0 "${pids[-1]}"
}
# The old server's processes hold its memory for a while; then it starts.
start_again() {
    start
    until_so is_ready_or_ended
    is_ready
}
has_lines() {
    [ "$(wc -l <"$1")" -ge "$2" ]
}

export PGHOST=127.0.0.1 PGUSER=postgres PGDATABASE=postgres
"${as[@]}" "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log"
"${as[@]}" tee -a "$dir/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = on
full_page_writes = on
shared_buffers = 32MB
timezone = 'UTC'
CONF
for _ in 1 2 3 4 5 6 7 8 9; do # a port that nobody has
    export PGPORT=$((20000 + RANDOM % 20000))
    "${as[@]}" tee -a "$dir/data/postgresql.conf" >/dev/null <<<"port = $PGPORT"
    start_again && break
done
"$writer" prepare >"$dir/prepare.log" 2>&1 || {
    cat "$dir/prepare.log" >&2
    exit 1
}
"$writer" append "$dir/spool" >"$dir/facts" 2>"$dir/append.log" &
appender=$!
"$writer" ask >"$dir/asked" 2>"$dir/ask.log" &
asker=$!
pids+=("$appender" "$asker")

for round in $(seq "$times"); do
    facts=$(wc -l <"$dir/facts") asked=$(wc -l <"$dir/asked")
    until_so has_lines "$dir/facts" $((facts + 100 + RANDOM % 200))
    until_so has_lines "$dir/asked" $((asked + 5 + RANDOM % 20))
    kill -KILL "$(head -n 1 "$dir/data/postmaster.pid")"
    until_so start_again
    echo "crash: $round of $times, $(wc -l <"$dir/facts") facts and $(wc -l <"$dir/asked") questions so far"
done
facts=$(wc -l <"$dir/facts")
until_so has_lines "$dir/facts" $((facts + 100))
kill "$asker" "$appender"
wait "$asker"
wait "$appender"
"$writer" check "$(tail -n 1 "$dir/facts")" "$dir/asked"

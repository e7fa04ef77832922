#!/usr/bin/env bash
# A collector that never reaches the database says why: once a reason, however often it tries.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
. "$here/../end2end/screen.bash"
if [ "${2:-}" != inside ]; then
    exec "$here/../with-postgres" "$0" "$build" inside
fi
export PATH=$build/ui:$build/backend:$PATH LC_ALL=C.UTF-8
work=$(mktemp -d /tmp/heatdesk-away.XXXXXX)
collector='' hangs_up=''
finish() {
    [ -z "$collector$hangs_up" ] || kill $collector $hangs_up 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap finish EXIT
begin() { # OPTION…: a collector
    heatdeskd "$@" 2>"$work/log" &
    collector=$!
}
end() {
    kill "$collector"
    wait "$collector" || true
    collector=''
}
comes() { # PATTERN: it is said
    until_true 30 grep -q -- "$1" "$work/log" || {
        cat "$work/log"
        exit 1
    }
}
says() { # PATTERN: it is said, and nothing else of the database
    comes "$1"
    end
    [ "$(grep -c 'database:' "$work/log")" = 1 ] && return
    echo "expected once: $1"
    cat "$work/log"
    exit 1
}
tried() {
    [ "$(wc -l <"$work/tries")" -ge 6 ]
}
# a listener that hangs up at once: tried again within a second
python3 -c '
import socket
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    listener.accept()[0].close()
    print("tried", flush=True)' >"$work/tries" &
hangs_up=$!
until_true 30 test -s "$work/tries"
begin --db "host=127.0.0.1 sslmode=disable port=$(head -n 1 "$work/tries")"
until_true 30 tried
says 'warning database: away: .*server closed the connection'
kill "$hangs_up"
hangs_up=''
begin --db "host=$work"
says 'warning database: away: .*No such file'
begin --db 'user=nobody_at_all'
says 'error database: refused: .*role "nobody_at_all" does not exist'
heatdesk init >/dev/null
heatdesk user add wanglei --role dispatcher >/dev/null
heatdesk user add keeper --role collector >/dev/null
begin --db 'user=wanglei'
says 'error database: refused: .*wanglei is not in hd_collector'
psql -XAtqc 'alter schema hd rename to away'
begin --db 'user=keeper'
comes 'error database: refused: the database holds no heatdesk schema: run heatdesk init'
psql -XAtqc 'alter schema away rename to hd'
comes 'info database: connected'
end
echo "why there is no database is said once"

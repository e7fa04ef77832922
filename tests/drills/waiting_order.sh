#!/usr/bin/env bash
# An order that a collector has in hand before it polls waits for the link: it is carried out, and not
# refused for want of one.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
. "$here/../end2end/screen.bash"
if [ "${2:-}" != inside ]; then
    exec "$here/../demo" "$build" --stations 5 --households 10 --sources 1 --command "'$0' '$build' inside"
fi
ask() { PGUSER=postgres psql -XAtqc "$1"; }
is() { [ "$(ask "$1")" = "$2" ]; }
first_plc() {
    awk -F, '$3 == "station-plc" { print $1; exit }' "$work/plant/devices.csv"
}
station=$(first_plc)
value() { # the set-point's, if it is good
    heatdesk get "$station/CV_SP.1" --json | sed -nE 's/.*"value":(-?[0-9.]+).*"quality":"good".*/\1/p'
}
is_good() { [ -n "$(value)" ]; }
until_true 90 is_good
seen=$(value)
wanted=$(awk -v v="$seen" 'BEGIN { print (v > 50 ? v - 1 : v + 1) }')

# what collectors did before cannot be read: it leads, anew, takes orders, and cannot begin
ask "alter role demo_collector set lock_timeout = '200ms'"
mkfifo "$work/hold"
PGUSER=postgres psql -XAtq <"$work/hold" >/dev/null &
holder=$!
exec 8>"$work/hold"
echo 'begin; lock table hd.latest in access exclusive mode;' >&8
until_true 30 is "select count(*) from pg_locks where relation = 'hd.latest'::regclass
    and mode = 'AccessExclusiveLock' and granted" 1
# two leaders in between: it has to begin anew
free="update hd.lease set until = '-infinity'" took="select hd.lease_hold('second', 0, 1, 0)"
ask "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'demo_collector';
    $free; $took; $free; $took; $free" >/dev/null
until_true 30 is "select owner <> 'second' and until > now() from hd.lease" t
device=$(ask "select d.id from hd.device d join hd.node n on n.id = d.node_id
    where n.code = '$station' and d.profile = 'station-plc'")
psql -XAtqc "select code from hd.setpoint_ask(gen_random_uuid(), $device, 'CV_SP.1', $seen,
    $wanted, 'why')"
until_true 30 is "select state from hd.command" claimed
echo 'rollback;' >&8
exec 8>&-
wait "$holder"
until_true 60 is "select state in ('verified', 'failed', 'refused', 'expired') from hd.command" t
is "select state || code from hd.command" verified || {
    ask "select seq, kind, code, text from hd.fact where command_id is not null"
    cat "$work/heatdeskd.log"
    exit 1
}
echo "an order that came before the link waits for it"

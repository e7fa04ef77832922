#!/usr/bin/env bash
# An order that a collector had in hand while it could not begin, and that another one has ended meanwhile,
# is nobody's any more: nothing is done about it, and nothing told.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
. "$here/../end2end/screen.bash"
if [ "${2:-}" != inside ]; then
    exec "$here/../with-postgres" "$0" "$build" inside
fi
export PATH=$build/ui:$build/backend:$PATH LC_ALL=C.UTF-8
work=$(mktemp -d /tmp/heatdesk-stale.XXXXXX)
pids=()
finish() {
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT
mkdir -p "$work/plant/profiles"
printf '%s\n' code,kind,name,parent,circuit,households R1,source,源,,, S1,station,站,R1,, >"$work/plant/nodes.csv"
echo code,from,to,length_m,diameter_mm,valve >"$work/plant/links.csv"
echo node,device,point,low,high,step >"$work/plant/points.csv"
printf '%s\n' node,device,profile,endpoint,unit,period_s S1,d,p,tcp:127.0.0.1:1,1,1 >"$work/plant/devices.csv"
printf '[profile]\nzh = 站\n[SP]\naddress = 0\ntype = int16\naccess = write\nset_low = 20\nset_high = 70\n' \
    >"$work/plant/profiles/p.profile"
ask() { psql -XAtqc "$1"; }
second() { PGUSER=second ask "$1"; }
is() { [ "$(ask "$1")" = "$2" ]; }
{
    heatdesk init
    heatdesk user add first --role collector
    heatdesk user add second --role collector
    heatdesk user add wanglei --role dispatcher
    heatdesk import "$work/plant"
} >/dev/null

# what collectors did before cannot be read: the first one leads, takes orders, and cannot begin
ask "alter role first set lock_timeout = '200ms'"
mkfifo "$work/hold"
psql -XAtq <"$work/hold" >/dev/null &
pids+=($!)
exec 8>"$work/hold"
echo 'begin; lock table hd.latest in access exclusive mode;' >&8
until_true 30 is "select count(*) from pg_locks where relation = 'hd.latest'::regclass
    and mode = 'AccessExclusiveLock' and granted" 1
printf '%s\n' '[any/SP]' 'high = 60' '[any/Sp]' 'high = 50' '[S2/SP]' 'high = 50' >"$work/limits.conf"
PGUSER=first heatdeskd --name first --limits "$work/limits.conf" 2>"$work/log" 8>&- &
pids+=($!)
until_true 30 is "select owner from hd.lease" first
PGUSER=wanglei ask "select hd.setpoint_ask(gen_random_uuid(), 1, 'SP', 40, 42, 'why')" >/dev/null
until_true 30 is "select state from hd.command" claimed

# it is cut off, and another one leads, ends the order and goes
ask "alter role first nologin; select pg_terminate_backend(pid) from pg_stat_activity where usename = 'first'" >/dev/null
ask "update hd.lease set until = '-infinity'"
epoch=$(second "select epoch from hd.lease_hold('second', 0, 1, 0)")
[ "$(second "select is_orphan from hd.command_claim($epoch, false, (select version from hd.plant))")" = t ]
second "select hd.facts_append(array[gen_random_uuid()], array[now()], array['command_failed'], array[2], array[1],
    array['SP'], array[1], array['NaN'::float8], array['NaN'::float8], array['not sent'], array[''])" >/dev/null
second "select hd.lease_release('second', $epoch)"

# the first one is back and can begin
ask "alter role first login"
until_true 30 is "select owner || epoch from hd.lease" "first$((epoch + 1))"
echo 'rollback;' >&8
exec 8>&-
until_true 30 grep -q polling "$work/log"
until_true 30 is "select count(*) from hd.fact where kind = 'device_lost'" 1
is "select string_agg(kind, ' ' order by seq) from hd.fact where command_id = 1" \
    'command_asked command_claimed command_failed' || {
    ask "select seq, kind, code, text from hd.fact"
    exit 1
}
[ "$(grep -oE 'limits.conf:[0-9]+: .* matches no set-point' "$work/log")" = \
    "limits.conf:3: [any/Sp] matches no set-point
limits.conf:5: [S2/SP] matches no set-point" ] || {
    cat "$work/log"
    exit 1
}
echo "an order that another collector has ended is left alone"

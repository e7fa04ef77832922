#!/usr/bin/env bash
# heatdesk replay: a plant whose log and history are known; each moment shows what was so then, always
# with the same lines; what is no moment is refused.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
export PATH=$build/ui:$build/backend/plant:$PATH
if [ "${2:-}" != inside ]; then
    exec "$here/../with-postgres" "$0" "$build" inside
fi
. "$here/expect.bash"
work=$(mktemp -d "${TMPDIR:-/tmp}/heatdesk-cli.XXXXXX")
trap 'rm -rf "$work" "$said"' EXIT
ask() {
    PGUSER=postgres psql -XAtq -v ON_ERROR_STOP=1 -c "$1"
}
# tell KIND CODE: of alarm 101 of the first station
tell() {
    ask "select hd.fact_append(array[(null, clock_timestamp(), '$1', n.id, d.id, 'T2g.1', 101, 70, 71.5, '$2', '')
         ::hd.fact_input]) from hd.node n join hd.device d on d.node_id = n.id and d.code = 'plc'
         where n.code = '$station'" >/dev/null
}
# ago MINUTES SQL…: it was done so long ago; the log's guard looks away, as it never does outside a test
ago() {
    ask "alter table hd.fact disable trigger fact_keep_rows; update hd.fact set at = at - interval '$1 min',
         stored = stored - interval '$1 min'; update hd.ticket set reported = reported - interval '$1 min';
         alter table hd.fact enable always trigger fact_keep_rows"
}
# lines WHAT AT: how many lines of a kind
lines() {
    heatdesk replay --at "$2" --dump | grep -c "^$1 " || true
}
same() {
    [ "$2" = "$3" ] || {
        echo "FAILED: $1: '$2', expected '$3'"
        failures=$((failures + 1))
    }
}

expect 2 "no heatdesk schema: run 'heatdesk init'" heatdesk replay --at -5
heatdesk init >/dev/null 2>&1
heatdesk user add wanglei --role dispatcher
heatplant city --out "$work/city" --stations 4 --households 40 --sources 1 --serial-lines 0 >/dev/null
heatdesk import "$work/city" >/dev/null 2>&1
station=$(awk -F, '$2 == "plc" && $3 == "station-plc" { print $1 }' "$work/city/devices.csv" | sort | head -n 1)
export PGUSER=wanglei

expect 1 'expected a time' heatdesk replay
for at in soon 99:99 '' $'\e[2J' "'; drop table hd.fact"; do
    expect 1 'expected a time' heatdesk replay --at "$at"
done
expect 1 'still to come' heatdesk replay --at +10
expect 1 'one word too many' heatdesk replay --at -5 S0001

# an hour ago an alarm and a ticket came; half an hour ago the alarm was over and its ticket on its way
tell alarm_raised HH/1
heatdesk ticket new repair node="$station" template=leak source=phone words='leak' >"$work/ticket"
ago 30
tell alarm_returned HH
ago 30
# two samples of a value, 7 and 6.5 minutes ago
same 'history taken' "$(ask "select hd.history_put(d.id, hd.layout_of('{T2g.1}', '{0.1}'), clock_timestamp()
    - interval '7 min', 30000, 2, '{715}', '{0,1}', '{}', '{}', '\x0000', '{71.5}', '{71.5}', '{71.6}')::int
    from hd.device d join hd.node n on n.id = d.node_id where n.code = '$station' and d.code = 'plc'")" 1

same 'alarms before all' "$(lines alarm -70)" 0
same 'tickets before all' "$(lines ticket -70)" 0
expect 1 '^heatdesk: nothing is known of that time; the first record is of 20[-0-9]+ [:0-9]+$' heatdesk replay --at -70
expect 1 '^heatdesk: 当时没有任何记录；最早的记录是 20' env LANG=zh_CN.UTF-8 heatdesk replay --at -70
expect 0 "^alarm 101 1 [-0-9]+ [:0-9]+  unacknowledged  $station" heatdesk replay --at -45
expect 0 "^ticket T[0-9]+ [-0-9]+ [:0-9]+  repair  accepted" heatdesk replay --at -45
expect 0 "^alarm 101 1 .*  returned  $station" heatdesk replay --at -15
same 'values before all' "$(lines value -8)" 0
expect 0 "^value $station plc T2g\.1  71\.5 C  good$" heatdesk replay --at -7
expect 0 "^value $station plc T2g\.1  71\.6 C  stale$" heatdesk replay --at -2
expect 0 "^value $station plc T2h\.1  -  never polled$" heatdesk replay --at -6
json heatdesk replay --at -45 --json -- what
json heatdesk replay --at -6 --json -- what
heatdesk replay --at -45 --json >"$work/json"
expect 0 '"what":"alarm","id":101,"priority":1' cat "$work/json"
expect 0 '"state":"unacknowledged","asks_nobody":false' cat "$work/json"
moment=$(TZ=CST-8 date -d '45 minutes ago' '+%m-%d %H:%M')
heatdesk replay --at "$moment" --dump >"$work/first"
expect 0 "^alarm 101 " cat "$work/first" # China Standard Time, whatever the machine's zone
TZ=America/New_York heatdesk replay --at "$moment" --dump >"$work/second"
same 'the same moment' "$(cmp "$work/first" "$work/second" && echo same)" same
finish_cli
echo "replay: as it was"

#!/usr/bin/env bash
# Alarms on the command line, on a database without a collector: what is shown, shelved, was raised;
# deeds and each refusal; hostile texts; JSON; the report's figures.
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
as() {
    PGUSER=$1 "${@:2}"
}
ask() {
    PGUSER=postgres psql -XAtq -v ON_ERROR_STOP=1 -c "$1"
}
# raise ID STATION POINT CODE LIMIT VALUE [AGE]: as the collector writes it; AGE before now
raise() {
    ask "select hd.fact_append(array[(null, clock_timestamp() - interval '${7:-1 min}', 'alarm_raised', n.id,
         d.id, nullif('$3', ''), $1, $5, $6, '$4', '')::hd.fact_input]) from hd.node n join hd.device d
         on d.node_id = n.id and d.code = 'plc' where n.code = '$2'" >/dev/null
}
# ends ID STATION POINT NAME SECONDS [AGE]
ends() {
    ask "select hd.fact_append(array[(null, clock_timestamp() - interval '${6:-1 s}', 'alarm_returned', n.id,
         d.id, nullif('$3', ''), $1, $5, 50, '$4', '')::hd.fact_input]) from hd.node n join hd.device d
         on d.node_id = n.id and d.code = 'plc' where n.code = '$2'" >/dev/null
}
# field KEY: of the one JSON object that was printed
field() {
    python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())[sys.argv[1]])' "$1" <"$said"
}
same() {
    [ "$2" = "$3" ] || {
        echo "FAILED: $1: '$2', expected '$3'"
        failures=$((failures + 1))
    }
}

# ---- away, and before there is a schema
for words in alarms 'alarms --shelved' 'alarms --since 2h' 'alarms --report' 'ack 1' \
    'shelve 1 --minutes 5 --reason x' 'unshelve 1' 'rules export'; do
    # shellcheck disable=SC2086
    expect 2 "no heatdesk schema: run 'heatdesk init'" heatdesk $words
    # shellcheck disable=SC2086
    expect 2 'does not exist' heatdesk $words --db dbname=no_such_database
done
heatdesk init >/dev/null 2>&1
heatdesk user add wanglei --role dispatcher
heatdesk user add lina --role leader
heatdesk user add zhangwei --role supervisor
heatplant city --out "$work/city" --stations 12 --households 300 --sources 1 --serial-lines 0 >/dev/null
heatdesk import "$work/city" >/dev/null 2>&1
mapfile -t stations < <(awk -F, '$2 == "plc" && $3 == "station-plc" { print $1 }' "$work/city/devices.csv" | sort)
a=${stations[0]} b=${stations[1]} c=${stations[2]} d=${stations[3]}

# ---- nothing yet
expect 0 '^heatdesk: no alarms' as zhangwei heatdesk alarms
expect 0 '^heatdesk: nothing is shelved' as zhangwei heatdesk alarms --shelved
expect 0 '^heatdesk: no alarms' as zhangwei heatdesk alarms --since '1 hour'
expect 0 '^alarms +0$' as zhangwei heatdesk alarms --report

# ---- usage
expect 1 'only one of' heatdesk alarms --active --shelved
expect 1 'only one of' heatdesk alarms --report --since 2h
expect 1 "'7' is one word too many" heatdesk alarms 7
expect 1 "'x' is no number of days" heatdesk alarms --report x
expect 1 "'0' is no number of days" heatdesk alarms --report 0
expect 1 'no number of days' heatdesk alarms --report -- -3
expect 1 "'soonish' is no time" as wanglei heatdesk alarms --since soonish
expect 1 'is no time' as wanglei heatdesk alarms --since "'; drop table hd.fact"
expect 1 'missing: ID$' heatdesk ack
expect 1 'missing: ID\|STATION$' heatdesk shelve --minutes 5 --reason x
expect 1 "'x' is no ID of an alarm" as wanglei heatdesk ack x
expect 1 'is no ID of an alarm' as wanglei heatdesk ack ''
expect 1 'is no ID of an alarm' as wanglei heatdesk ack 1.5
expect 1 'is no ID of an alarm' as wanglei heatdesk ack 0
expect 1 'is no ID of an alarm' as wanglei heatdesk ack -4
expect 1 'is no ID of an alarm' as wanglei heatdesk ack 99999999999999999999
expect 1 'is no ID of an alarm' as wanglei heatdesk ack $'\e[2J1'
expect 1 'is no ID of an alarm' as wanglei heatdesk ack '1}'
expect 1 'needs a reason' as wanglei heatdesk shelve 1 --minutes 5
expect 1 'needs a reason' as wanglei heatdesk shelve 1 --minutes 5 --reason ''
expect 1 'needs an end' as wanglei heatdesk shelve 1 --reason x
expect 1 "'4x' is no number of minutes" as wanglei heatdesk shelve 1 --reason x --minutes 4x
expect 1 'no number of minutes' as wanglei heatdesk shelve 1 --reason x --minutes 99999999999
expect 1 "no station 'S00O1'; did you mean '$a'" as wanglei heatdesk shelve S00O1 --minutes 5 --reason x
expect 1 'no station' as wanglei heatdesk unshelve $'\e]0;x\a'
expect 1 "is no alarm: --once" as wanglei heatdesk shelve "$a" --minutes 5 --reason x --once

# ---- raised: power takes its station's other alarms below it
raise 101 "$a" PWR state-x/1is 1 1 '5 min'
raise 102 "$a" T2g.1 L/2 40 35 '4 min'
raise 103 "$b" T2g.1 HH/1 70 71.5 '3 min'
raise 104 "$c" P2g.1 H/3n 0.6 0.62 '2 min'
raise 105 "$d" T2g.1 L/2 40 30 '90 s'
ends 105 "$d" T2g.1 L 12
expect 0 "^101 +critical +unacknowledged +[0-9-]+ [0-9:]+ +$a " as zhangwei heatdesk alarms
expect 0 '^101 .*\+1  ' as zhangwei heatdesk alarms
expect 0 "^102 +high .* (  )$a " as zhangwei heatdesk alarms
expect 0 '^103 .*71\.5 > 70' as zhangwei heatdesk alarms
expect 0 '^105 .*returned' as zhangwei heatdesk alarms
expect 0 '危急|紧急|critical|严重' as zhangwei env LANG=zh_CN.UTF-8 heatdesk alarms
same 'rows' "$(as zhangwei heatdesk alarms | wc -l)" 5
same 'active rows' "$(as zhangwei heatdesk alarms --active | wc -l)" 4
same 'columns' "$(as zhangwei heatdesk alarms | grep -ob "$a " | wc -l)" 2
keys=(id state priority rule kind device node station point value limit raised returned acknowledged
    acknowledged_by note shelved_until held_by held_at reason cause children)
json as zhangwei heatdesk alarms --json -- "${keys[@]}"
json as zhangwei env LANG=zh_CN.UTF-8 heatdesk alarms --active --json -- "${keys[@]}"
as zhangwei heatdesk alarms --json | python3 -c '
import json, sys
rows = {r["id"]: r for r in map(json.loads, sys.stdin)}
assert sorted(rows) == [101, 102, 103, 104, 105], rows
assert rows[101]["children"] == 1 and rows[101]["cause"] is None
assert rows[102]["cause"] == 101 and rows[102]["children"] == 0
assert rows[103]["value"] == 71.5 and rows[103]["limit"] == 70 and rows[103]["kind"] == "HH"
assert rows[103]["state"] == "unacknowledged" and rows[103]["priority"] == 1
assert rows[105]["state"] == "returned" and rows[105]["returned"].endswith("Z")
assert rows[101]["returned"] is None and rows[101]["acknowledged_by"] is None
' || failures=$((failures + 1))
while read -r line; do
    printf '%s' "$line" | python3 -m json.tool >/dev/null || failures=$((failures + 1))
done < <(as zhangwei heatdesk alarms --json)

# ---- acknowledged: the first wins, notes, rights
expect 3 '^101 refused right' as zhangwei heatdesk ack 101
expect 3 'may not do this' as zhangwei heatdesk ack 101
expect 3 '不能|不得|无权|没有' as zhangwei env LANG=zh_CN.UTF-8 heatdesk ack 101
expect 0 '^101 acknowledged$' as wanglei heatdesk ack 101 --note $'crew \e[2J is on its way\n=cmd'
expect 3 '^101 refused done wanglei 20' as lina heatdesk ack 101
expect 3 'done already\. wanglei 20' as lina heatdesk ack 101
expect 3 '^104 refused note' as wanglei heatdesk ack 104
expect 0 '^104 acknowledged' as wanglei heatdesk ack 104 --note $'relief \xff valve'
expect 3 '^999 refused gone' as wanglei heatdesk ack 999
expect 3 '^103 acknowledged' as wanglei heatdesk ack 103 999
expect 0 '^105 acknowledged' as wanglei heatdesk ack 105
expect 0 '^101 .*acknowledged .*wanglei: crew' as zhangwei heatdesk alarms
same 'rows after the answer to what returned' "$(as zhangwei heatdesk alarms | wc -l)" 4
raise 106 "$b" T2g.1 HH/1 70 72 '10 s'
expect 3 '^103 refused changed' as wanglei heatdesk ack 103
as zhangwei heatdesk alarms --json | grep '"id":104,' >"$said"
same note "$(field note)" 'relief ? valve'
same who "$(field acknowledged_by)" wanglei

# ---- eight persons at once: one of them has done it
raise 107 "$d" P2g.1 H/2 0.6 0.7 '5 s'
racers=()
for i in 1 2 3 4; do
    (as wanglei heatdesk ack 107 >"$work/race.w$i" 2>/dev/null || true) &
    racers+=($!)
    (as lina heatdesk ack 107 >"$work/race.l$i" 2>/dev/null || true) &
    racers+=($!)
done
wait "${racers[@]}"
same 'who has won' "$(cat "$work"/race.* | grep -c '^107 acknowledged$')" 1
same 'who was told' "$(cat "$work"/race.* | grep -cE '^107 refused done (wanglei|lina) 20')" 7
ends 107 "$d" P2g.1 H 50

# ---- many at once, more than one question takes
expect 3 '^2500 refused gone' as wanglei heatdesk ack $(seq 1001 2500)
same 'one line each' "$(as wanglei heatdesk ack $(seq 1001 2500) 2>/dev/null | wc -l)" 1500

# ---- shelved
expect 3 '^106 refused time' as wanglei heatdesk shelve 106 --minutes 481 --reason work
expect 3 '^106 refused time' as wanglei heatdesk shelve 106 --minutes=-5 --reason work
expect 3 '^106 refused right' as zhangwei heatdesk shelve 106 --minutes 5 --reason work
expect 0 '^106 shelved' as wanglei heatdesk shelve 106 --minutes 30 --reason "$(printf 'valve\e[2J')" --once
expect 3 '^106 refused done wanglei' as lina heatdesk shelve 106 --minutes 30 --reason work
expect 0 "^$c shelved" as lina heatdesk shelve "$c" --minutes 60 --reason 'pump is changed'
expect 0 "^106 +shelved +[0-9-]+ [0-9:]+ +wanglei +$b .*valve" as zhangwei heatdesk alarms --shelved
expect 0 "^$c +shelved +.*lina .*and all below it +pump is changed" as zhangwei heatdesk alarms --shelved
expect 0 '^104 +shelved .*lina .*pump is changed' as zhangwei heatdesk alarms --shelved
json as zhangwei heatdesk alarms --shelved --json -- id state shelved_until held_by held_at reason node
same 'rows beside the shelf' "$(as zhangwei heatdesk alarms 2>/dev/null | wc -l)" 2
as zhangwei heatdesk alarms --shelved --json | grep '"id":104,' >"$said"
same 'shelved with its station' "$(field held_at)" "$c"
expect 0 "^$c unshelved" as wanglei heatdesk unshelve "$c"
expect 3 "^$c refused none" as wanglei heatdesk unshelve "$c"
expect 0 '^106 unshelved' as lina heatdesk unshelve 106
expect 0 '^106 .*acknowledged' as zhangwei heatdesk alarms
expect 1 'could not be written' as wanglei sh -c 'heatdesk alarms >/dev/full'

# ---- what was raised
expect 0 "^[0-9-]+ [0-9:]+ +101 +critical +acknowledged +$a .* - +20.*wanglei: crew" as zhangwei heatdesk alarms --since '1 hour'
expect 0 '^.* 105 .*[0-9:]+  20.* wanglei$' as zhangwei heatdesk alarms --since 2h
expect 0 '^heatdesk: no alarms' as zhangwei heatdesk alarms --since '1 s'
expect 0 '101 ' as zhangwei heatdesk alarms --since 2000-01-01
expect 0 '101 ' as zhangwei heatdesk alarms --since 30m
json as zhangwei heatdesk alarms --since 2h --json -- "${keys[@]}"
same 'raises' "$(as zhangwei heatdesk alarms --since 2h | wc -l)" 7
as zhangwei heatdesk alarms --since 2h --json | grep '"id":103,' >"$said"
same 'raised anew since' "$(field state)" normal

# ---- the report: a flood of 40 in 40 s, two days ago (within one hour of the clock), and one that chatters
ask "select hd.fact_append(array_agg((null, date_trunc('hour', now() - interval '2 days') + i * interval '1 s',
     'alarm_raised', n.id, d.id, 'T1g', 2000 + i, 60, 50, 'L/2', '')::hd.fact_input order by i))
     from generate_series(1, 40) i, hd.node n join hd.device d on d.node_id = n.id and d.code = 'plc'
     where n.code = '$d'" >/dev/null
ask "select hd.fact_append(array_agg((null, date_trunc('hour', now() - interval '2 days') + i * interval '1 s' +
     interval '500 ms', 'alarm_returned', n.id, d.id, 'T1g', 2000 + i, 0.5, 61, 'L', '')::hd.fact_input
     order by i)) from generate_series(1, 39) i, hd.node n join hd.device d on d.node_id = n.id
     and d.code = 'plc' where n.code = '$d'" >/dev/null
raise 90 "$a" T1g L/2 60 50 '40 days' # the log goes back that far, the report does not
ends 90 "$a" T1g L 600 '39 days'
expect 0 '^most in any 10 minutes +40 +<= 10 +over$' as zhangwei heatdesk alarms --report
expect 0 '^days in the log +30\.0 d +>= 30 d +ok$' as zhangwei heatdesk alarms --report
expect 0 '^alarms +47$' as zhangwei heatdesk alarms --report 30
expect 0 '^alarms +7$' as zhangwei heatdesk alarms --report 1
expect 0 '^alarms shorter than 10 s +39 +<= 0 +over$' as zhangwei heatdesk alarms --report
expect 0 '^alarms that chattered +1 +<= 0 +over$' as zhangwei heatdesk alarms --report
expect 0 '^standing for more than 24 h, at the worst +1 +< 5 +ok$' as zhangwei heatdesk alarms --report
expect 0 "^1  $d plc T1g too low +40 +85\.1 %$" as zhangwei heatdesk alarms --report
expect 0 '^10-minute spans with more than 10 +0\.02 % +< 1 % +ok$' as zhangwei heatdesk alarms --report
expect 0 '超' as zhangwei env LANG=zh_CN.UTF-8 heatdesk alarms --report
as zhangwei heatdesk alarms --report --json | python3 -c '
import json, sys
rows = list(map(json.loads, sys.stdin))
figures = {r["figure"]: r for r in rows if "figure" in r}
actors = [r for r in rows if "bad_actor" in r]
assert len(figures) == 18 and 1 <= len(actors) <= 10, rows
assert figures["alarms"]["value"] == 47 and figures["alarms"]["target"] is None
assert figures["peak_10_min"]["is"] == "over" and figures["peak_10_min"]["target"] == 10
flood = figures["flood_time"]["value"] / 100 * 30 * 24 * 3600
assert 590 < flood < 650, flood
assert figures["hours_over_30"]["value"] > 0.1
assert 0 <= figures["median_ack_s"]["value"] <= figures["p90_ack_s"]["value"]
assert actors[0]["count"] == 40 and actors[0]["rule"] == "L"
' || failures=$((failures + 1))

# ---- what asks nobody: nobody has answered it
raise 108 "$d" DOOR state/4k 1 1 '50 s'
expect 0 '^108 .* no answer needed ' as zhangwei heatdesk alarms
expect 0 ' 108 .* no answer needed ' as zhangwei heatdesk alarms --since 2h
expect 0 '^108 .*无需确认' as zhangwei env LANG=zh_CN.UTF-8 heatdesk alarms
as zhangwei heatdesk alarms --json | grep '"id":108,' >"$said"
same 'stored state of what asks nobody' "$(field state) $(field asks_nobody)" 'acknowledged True'
as zhangwei heatdesk alarms --since 2h --json | grep '"id":103,' >"$said"
same 'what asks' "$(field asks_nobody)" False
expect 3 '^108 refused kind$' as wanglei heatdesk ack 108

finish_cli
echo "alarms: as the manual says"

#!/usr/bin/env bash
# Fifty stations rewritten behind our back (TESTS A19): each in the log once, all under one alarm. Then
# foreign writes among our own set-points (TESTS A18): each foreign one told, none of our own.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
stations=90
if [ "${2:-}" != inside ]; then
    exec "$here/../with-postgres" "$0" "$build" inside
fi
. "$here/alarm_bed.bash"
bed_start
collector drill
pids+=($!)
until_true 60 is "select count(*) from hd.latest where v[1] <> 'NaN'" "$stations"

raised() { # RULE: how many, of how many devices, of how many ids
    echo "select concat_ws(' ', count(*), count(distinct device_id), count(distinct command_id)) from hd.fact
        where kind = 'alarm_raised' and split_part(code, '/', 1) = '$1'"
}

# A plant begins with set-points at whole and half degrees, as its weather is: tenths of three and seven are
# always a change.
# ---- fifty at once, as fast as the alarms of each ten come
begun=$(date +%s.%N)
for first in 1 11 21 31 41; do
    lines=()
    for i in $(seq "$first" $((first + 9))); do
        lines+=("S$i/plc foreign-write T2g_SP.1 $((40 + i % 40)).3")
    done
    fault "${lines[@]}"
    told=$((first + 9))
    until_true 60 is "$(raised outside)" "$told $told $told"
done
until_true 60 is "select count(*) from hd.fact where kind = 'alarm_raised' and code like 'mass/%'" 1
took=$(sql "select round(extract(epoch from max(at))::numeric - $begun, 1) from hd.fact
    where kind = 'alarm_raised' and code like 'mass/%'")
echo "the alarm that gathers them came $took s after the first write"
# by the collector's own record, so that a slow machine does not decide: the first change seen, and the alarm
expect_same 'grouped within 30 s' "select extract(epoch from (select min(at) from hd.fact where kind = 'alarm_raised'
    and code like 'mass/%') - min(at)) <= 30 from hd.fact where kind = 'alarm_raised' and code like 'outside/%'" t
until_true 60 polled_since "$(date +%s.%N)"
expect_same 'alarms of stations' "$(raised outside)" '50 50 50'
expect_same 'told as changed outside' "select count(*) from hd.fact where kind = 'changed_outside'" 50
expect_same 'values in the log' "select count(*) from hd.fact f join hd.device d on d.id = f.device_id join
    hd.node n on n.id = d.node_id where f.kind = 'alarm_raised' and f.code like 'outside/%' and
    round(f.new_value::numeric, 1) = 40.3 + substr(n.code, 2)::int % 40" 50
heatdesk alarms --json >"$work/alarms"
python3 - "$work/alarms" <<'P' || say_wrong 'not all stand under the one alarm'
import json, sys
alarms = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
(mass,) = [one for one in alarms if one["rule"] == "mass"]
outside = [one for one in alarms if one["rule"] == "outside"]
assert len(outside) == 50 and {one["cause"] for one in outside} == {mass["id"]}, outside[:3]
assert mass["children"] == 50, mass
P

# ---- our own set-points, and a foreign write after each, at another station
for i in $(seq 20); do
    PGUSER=drill_dispatcher heatdesk set "S$((50 + i))/T2g_SP.1" "$((41 + i)).7" --reason drill >"$work/said" ||
        say_wrong "S$((50 + i)): $(cat "$work/said")"
    fault "S$((70 + i))/plc foreign-write T2g_SP.1 $((41 + i)).3"
done
until_true 60 is "$(raised outside)" '70 70 70'
# what we wrote is changed by somebody else; what somebody else changed we write
fault "S51/plc foreign-write T2g_SP.1 70" "S52/plc foreign-write T2g_SP.1 71"
until_true 60 is "$(raised outside)" '72 72 72'
PGUSER=drill_dispatcher heatdesk set S71/T2g_SP.1 66 --reason drill >"$work/said" || say_wrong "S71: $(cat "$work/said")"
until_true 60 is "select count(*) from hd.fact f join hd.device d on d.id = f.device_id join hd.node n on n.id =
    d.node_id where f.kind = 'alarm_returned' and n.code = 'S71'" 1
until_true 60 polled_since "$(date +%s.%N)"
expect_same 'foreign writes told' "$(raised outside)" '72 72 72'
expect_same 'own set-points told as foreign' "select count(*) from hd.fact f join hd.device d on d.id = f.device_id
    join hd.node n on n.id = d.node_id where f.kind = 'alarm_raised' and f.code like 'outside/%' and
    substr(n.code, 2)::int between 53 and 70" 0
expect_same 'verified' "select count(*) from hd.fact where kind = 'command_verified'" 21
heatdesk audit verify
[ "$wrong" = 0 ] || {
    tail -n 20 "$work/drill.log" >&2
    exit 1
}
echo "fifty under one alarm, none doubled; foreign writes told, own ones not"

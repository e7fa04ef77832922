#!/usr/bin/env bash
# The collector is killed at random moments while stations fall silent and come back: first one that
# starts again, then two that take over from each other. No alarm is lost, none doubled.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
stations=60 rounds=20
if [ "${2:-}" != inside ]; then
    exec "$here/../with-postgres" "$0" "$build" inside
fi
. "$here/alarm_bed.bash"
bed_start
printf 'scope,point,rule,limit,on_delay_s,off_delay_s,priority,flags\n' >"$work/rules.csv"
printf 'any,,lost,,1,1,3,device\nany,,lost-long,,3,1,2,device\nany,,network,20%%,3,1,1,alike\n' >>"$work/rules.csv"
heatdesk rules import "$work/rules.csv" >/dev/null

declare -A process
start() {
    collector "$1"
    process[$1]=$!
    pids+=($!)
}
start a
until_true 60 is "select count(*) from hd.latest" "$stations"

# Each station falls silent once, so that none chatters; most come back some rounds later.
silent=()
next=1
act() {
    local lines=()
    for _ in 1 2 3; do
        lines+=("S$next silent")
        silent+=("$next")
        next=$((next + 1))
    done
    while [ ${#silent[@]} -gt $((8 + RANDOM % 8)) ]; do
        lines+=("S${silent[0]} heal")
        silent=("${silent[@]:1}")
    done
    fault "${lines[@]}"
}
leader() {
    sql "select name from hd.collector where leads order by seen desc limit 1"
}
# It dies by itself where a leader begins.
die_at() {
    HEATDESK_FAILPOINT=$1:1 heatdeskd_failpoints --db user=drill_collector --spool "$work/spool-a" --name a \
        >>"$work/a.log" 2>&1 &
    pids+=($!)
    wait $! && say_wrong "it does not die: $1"
    sql "update hd.lease set until = '-infinity'"
}
has_told() { # of the first that is silent
    is "select count(*) > 0 from hd.fact f join hd.device d on d.id = f.device_id join hd.node n on n.id = d.node_id
        where f.kind = 'alarm_raised' and n.code = 'S${silent[0]}'" t
}
for round in $(seq "$rounds"); do
    [ "$round" != 11 ] || start b
    act
    let_pass $((RANDOM % 40))
    victim=$(leader)
    victim=${victim:-a} # at a moment at which nobody leads
    kill -KILL "${process[$victim]}"
    wait "${process[$victim]}" 2>/dev/null || true
    # it is known to be dead: mostly nobody waits until its lease runs out
    [ $((round % 4)) = 0 ] || sql "update hd.lease set until = '-infinity'"
    case $round in
    4) die_at leading ;;
    8) die_at recalled ;;
    esac
    start "$victim"
    [ $((round % 3)) = 0 ] || until_true 90 has_told
done

# ---- the end is what the plant is in
truth=$(printf 'S%s\n' "${silent[@]}" | sort | paste -sd ' ')
still() { # RULE: the stations whose newest fact of that alarm is its raise
    echo "select string_agg(code, ' ' order by code collate \"C\") from (select distinct on (f.device_id) n.code, f.kind
        from hd.fact f join hd.device d on d.id = f.device_id join hd.node n on n.id = d.node_id where f.kind in
        ('alarm_raised', 'alarm_returned') and split_part(f.code, '/', 1) = '$1' order by f.device_id, f.seq desc) x
        where kind = 'alarm_raised'"
}
agrees() {
    is "select string_agg(n.code, ' ' order by n.code collate \"C\") from hd.device_state s join hd.device d
        on d.id = s.device_id join hd.node n on n.id = d.node_id where s.is_lost" "$truth" &&
        is "$(still lost)" "$truth" && is "$(still lost-long)" "$truth"
}
until_true 150 agrees || say_wrong "silent: $truth; lost: $(sql "$(still lost)")"

# ---- raises and returns take turns at each key, each return names its raise, no id is there twice
turns="with turn as (select kind, command_id as id, lag(kind) over k as before, lag(command_id) over k as id_before
    from hd.fact where kind in ('alarm_raised', 'alarm_returned')
    window k as (partition by device_id, case when device_id is null then node_id end, point,
    split_part(code, '/', 1) order by seq)) select count(*) from turn"
expect_same 'raised twice' "$turns where kind = 'alarm_raised' and before = 'alarm_raised'" 0
expect_same 'returned without a raise' "$turns where kind = 'alarm_returned' and (before <> 'alarm_raised' or
    before is null or id <> id_before)" 0
expect_same 'ids doubled' "select count(*) - count(distinct command_id) from hd.fact where kind = 'alarm_raised'" 0
expect_same 'ids that do not grow' "select count(*) from (select command_id, max(command_id) over (partition by
    device_id, code order by seq rows between unbounded preceding and 1 preceding) as most from hd.fact
    where kind = 'alarm_raised') x where command_id <= most" 0
heatdesk alarms --active --json | python3 -c '
import json, sys
alarms = [json.loads(line) for line in sys.stdin]
print(*sorted(one["station"] for one in alarms if one["rule"] == "lost"))
' >"$work/shown"
[ "$(cat "$work/shown")" = "$truth" ] || say_wrong "silent: $truth; shown: $(cat "$work/shown")"
heatdesk audit verify
echo "$(sql "select count(*) from hd.fact where kind = 'alarm_raised'") raised," \
    "$(sql "select count(*) from hd.fact where kind = 'alarm_returned'") returned," \
    "$(sql "select count(*) from hd.fact where kind = 'collector_led'") times led"
[ "$wrong" = 0 ] || {
    sql "select seq, at, kind, device_id, code, command_id from hd.fact where kind like 'alarm%' or kind like
        'device%' or kind = 'collector_led' order by seq" >&2
    tail -n 20 "$work"/[ab].log >&2
    exit 1
}
echo "killed $rounds times: nothing lost, nothing doubled"

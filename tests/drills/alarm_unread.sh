#!/usr/bin/env bash
# A console that stands still reads nothing (TESTS A13). With its socket full the database holds its
# session for 40 s at most, the log and the others go on meanwhile, and once it runs again it says that the
# line broke and shows what they show. HEATDESK_STAND_S: for how long it stands (600 is the full test).
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
stations=50 each=200 transactions=50
if [ "${2:-}" != inside ]; then
    exec "$here/../with-postgres" "$0" "$build" inside
fi
. "$here/alarm_bed.bash"
servers=()
close_screens() {
    for server in "${servers[@]}"; do
        screen_close
    done
    finish
}
trap close_screens EXIT
bed_start
collector drill
pids+=($!)
until_true 60 is "select count(*) from hd.latest where v[1] <> 'NaN'" "$stations"

look() { # at the console N
    server=${servers[$1]}
}
sessions="select array_agg(pid order by pid) from pg_stat_activity where usename = 'drill_dispatcher'"
for i in 0 1 2; do
    screen_open 132 43 "PGUSER=drill_dispatcher heatdesk --lang en"
    servers+=("$server")
    wait_for 'S1 ' 60
    keys 2
    wait_for "\[active 0\]"
    [ "$i" != 0 ] || its=$(sql "$sessions")
done
look 0
stopped=$(pgrep -P "$(mux list-panes -t t -F '#{pane_pid}')" -x heatdesk)
stands="from pg_stat_activity where pid = any('$its')"

# flood FROM TO: so many transactions, each with alarms of every station
flood() {
    local t
    for t in $(seq "$1" "$2"); do
        echo "select hd.facts_append(array_agg(gen_random_uuid()), array_agg(clock_timestamp()),
            array_agg('alarm_raised'::text), array_agg(d.node_id), array_agg(d.id), array_agg('P' || (d.k * $transactions + $t)),
            array_agg(extract(epoch from clock_timestamp())::bigint * 1000000 + $t * 1000 + d.k * 100 + d.id),
            array_agg(60::float8), array_agg(70::float8), array_agg('H/2'::text), array_agg('too high'::text))
            from (select node_id, id, k from hd.device, generate_series(0, $each / $stations - 1) k) d;"
    done | PGUSER=drill_collector LC_ALL=C.UTF-8 psql -XAtq -v ON_ERROR_STOP=1 >/dev/null
}
all=$((each * transactions)) # 10,000
others_have() {
    local i
    for i in 1 2; do
        look "$i"
        wait_for "\[active $1\]" 60
    done
}
kept_back() {
    expect_same "kept back, $1" "select pg_notification_queue_usage() < 0.001" t
}
flood 1 20
others_have $((each * 20))
kill -STOP "$stopped"
begun=$SECONDS

# ---- anybody may notify: what nobody reads fills the sockets on both sides
shout() { # so many notifications
    PGUSER=drill_dispatcher psql -XAtq -v ON_ERROR_STOP=1 -c "select count(pg_notify('hd_fact',
        '0' || repeat(' ', 7000) || i || clock_timestamp())) from generate_series(1, $1) i" >/dev/null
}
is_full() {
    shout 60
    for _ in 1 2 3 4 5; do # and stays so
        is "select count(*) > 0 $stands and wait_event = 'ClientWrite'" t || return 1
        let_pass 2
    done
}
# Each notification wakes the session for a moment, in which it does not wait: only its end counts.
is_ended() {
    shout 1
    is "select count(*) < cardinality('$its'::int[]) $stands" t
}
until_true 60 is_full
full=$SECONDS
echo "its socket is full after $((full - begun)) s"
{ until_true 120 is_ended && echo $((SECONDS - full)) >"$work/held"; } &
watcher=$!
pids+=("$watcher")
kept_back 'with a full socket'
flood 21 40
others_have $((each * 40))
kept_back 'in the flood'
if wait "$watcher"; then
    echo "its session was held for $(<"$work/held") s"
    [ "$(<"$work/held")" -le 40 ] || say_wrong 'the session was held for more than 40 s'
else
    say_wrong 'its session was not ended'
fi
kept_back 'after that'
flood 41 "$transactions"
others_have "$all"
let_pass $((10 * (${HEATDESK_STAND_S:-0} - (SECONDS - begun)) > 0 ? 10 * (${HEATDESK_STAND_S:-0} - (SECONDS - begun)) : 0))
kept_back 'at the end'
others_have "$all"
expect_same 'in the log' "select count(*) from hd.fact where kind = 'alarm_raised' and code = 'H/2'" "$all"

# ---- and on
look 0
! screen_text | grep -q "\[active $all\]" || say_wrong 'it was not stopped'
kill -CONT "$stopped"
wait_for "\[active $all\]" 30 || say_wrong 'it does not recover'
# the list is the same on all: ages and the clock aside
list_of() {
    look "$1"
    keys Home
    screen_text | grep -oE '^ 2[!~] [0-9:]+ +S[0-9]+ S[0-9]+ +P[0-9]+ too high' || true
}
are_alike() {
    list_of 1 >"$work/list.1"
    list_of 0 >"$work/list.0"
    [ -s "$work/list.1" ] && cmp -s "$work/list.1" "$work/list.0"
}
until_true 30 are_alike || {
    diff "$work/list.1" "$work/list.0" || true
    say_wrong 'the lists differ'
}
look 0
keys q
wait_for 'ended: status 0|Press it again' 30 # a desk that nobody touched for ten minutes only wakes
keys q
wait_for 'ended: status 0' 30 || say_wrong 'it does not end'
[ "$wrong" = 0 ] || exit 1
echo "and it catches up: $all alarms, the same list"

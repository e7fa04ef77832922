#!/usr/bin/env bash
# A console is stopped in the middle of a flood of alarms (TESTS A13): the others go on, the database keeps
# nothing back for it, and once it runs again it shows what they show.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
stations=50 each=100 transactions=50
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

look() { # at the console N
    server=${servers[$1]}
}
for i in 0 1 2; do
    screen_open 132 43 "PGUSER=drill_dispatcher heatdesk --lang en"
    servers+=("$server")
    wait_for 'S1 ' 60
    keys 2
    wait_for 'unacknowledged 0'
done
look 0
stopped=$(pgrep -P "$(mux list-panes -t t -F '#{pane_pid}')" -x heatdesk)

# flood FROM TO: so many transactions, each with an alarm of every second station
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
all=$((each * transactions))
flood 1 $((transactions / 3))
kill -STOP "$stopped"
flood $((transactions / 3 + 1)) "$transactions"
for i in 1 2; do
    look "$i"
    wait_for "unacknowledged $all" 60
done
echo "the others have all $all while one stands still"
expect_same 'kept back for it' "select pg_notification_queue_usage() < 0.001" t
look 0
! screen_text | grep -q "unacknowledged $all" || say_wrong 'it was not stopped'
kill -CONT "$stopped"
wait_for "unacknowledged $all" 60
# the list is the same on all: ages and the clock aside
list_of() {
    look "$1"
    keys Home
    screen_text | grep -oE '^ 2! [0-9:]+ +S[0-9]+ S[0-9]+ +P[0-9]+ too high' || true
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
wait_for 'ended: status 0' 30 || say_wrong 'it does not end'
[ "$wrong" = 0 ] || exit 1
echo "and it catches up: $all alarms, the same list"

#!/usr/bin/env bash
# A dispatcher at a real terminal: sees the live plant, finds a station, changes a set-point and takes it
# back with the keyboard alone, sees a station fall silent, loses the database and gets it back.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
. "$here/screen.bash"
if [ "${2:-}" != inside ]; then
    exec "$here/../demo" "$build" --stations 12 --households 500 --sources 1 --speed 20 \
        --command "'$0' '$build' inside"
fi
trap screen_close EXIT

is_good() {
    heatdesk get "$1" --json | grep -q "\"quality\": *\"good\""
}
value() {
    heatdesk get "$1" --json | sed -nE 's/.*"value": *([0-9.]+).*/\1/p'
}
until_true 60 is_good S0003/T2g_SP.1

screen_open 132 43 "heatdesk --lang en"
wait_for 'S0003 .* [0-9]+\.[0-9] +[0-9]+\.[0-9]'
wait_for 'collector . ok'

# find by typing, open, two keys to the dialog, then the value and the station's last two digits
keys /
keys -l s0003
keys Enter
keys 5
wait_for 'secondary supply set'
before=$(value S0003/T2g_SP.1)
after=$(awk -v v="$before" 'BEGIN { print v - 1.5 }')
keys w
wait_for 'change a set-point'
wait_for 'set-point .*T2g_SP.1'
keys -l "$after"
keys Enter
wait_for 'step 2 of 2'
keys Enter
wait_for 'step 2 of 2' # Enter alone never sends
keys -l 03
wait_for 'verified: the device holds'
holds() {
    [ "$(value "$1")" = "$2" ]
}
until_true 10 holds S0003/T2g_SP.1 "$after"
keys Enter
wait_gone 'change a set-point'
echo "set by keyboard: $before -> $after"

keys u
wait_for "change a set-point"
wait_for "$before" # offered
keys Escape
wait_gone 'change a set-point'

keys 9
wait_for "wanglei"
wait_for 'T2g_SP.1'
keys 1
keys Escape # shows all again
wait_for 'S0002'

# the report on the alarms, computed while the screen goes on
keys :
keys -l 'report 7'
keys Enter
wait_for '7 d to [0-9]'
wait_for 'alarms a day .*<= 144'
keys 1
wait_for 'S0002'

# who draws us has said so: a notice goes through it to the window around
keys :
keys -l 'notify test'
keys Enter
wait_for "told by the terminal's window"

# a trend of what is selected, and back
keys v
wait_for 'trend .*24h'
wait_for 'T2g.1 secondary supply temp +[0-9]+[.][0-9] C'
keys 1
wait_for 'S0002'
echo "the report is on the alarm screen"

# the lines to the controllers, as the collector counts them
keys :
keys -l 'lines'
keys Enter
wait_for 'lines [0-9]+ .*worst first'
wait_for 'good +0/[1-9] +0[.]0 +[0-9.]+ ' 60
keys 1
wait_for 'S0002'
echo "the lines are told of"

# a controller falls silent: its station is marked, its neighbours are not, and it comes back
heatplant tell "$work/control" 'S0002 silent for 12s' >/dev/null
wait_for 'S0002 .*/ [0-9]+s' 60
echo "a silent station is marked as lost"

# the database goes away: everything is grey and says since when; it comes back without a key
admin_says() {
    PGUSER=postgres PGDATABASE=template1 psql -XAtqc "$1"
}
admin() {
    admin_says "$1" >/dev/null
}
admin "alter database $PGDATABASE allow_connections false"
admin "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$PGDATABASE'"
wait_for 'DATABASE AWAY'
echo "without the database the screen says so"
admin "alter database $PGDATABASE allow_connections true"
wait_gone 'DATABASE AWAY' 60
wait_for 'collector . ok' 60
echo "and it is back without a key"
wait_gone 'S0002 .*/ [0-9]' 90

# leaves while a report is computed, which here would take forever
mkfifo "$work/lock"
psql -XAtq "$PGDATABASE" postgres <"$work/lock" >/dev/null &
exec 8>"$work/lock"
echo 'begin; lock table hd.fact in access exclusive mode;' >&8
activity() {
    admin_says "select 'yes' from pg_stat_activity where $1" | grep -q yes
}
until_true 20 activity "query ~ '^lock table' and state = 'idle in transaction'"
keys :
keys -l 'report 366'
keys Enter
until_true 20 activity "application_name = 'heatdesk alarms' and wait_event_type = 'Lock'"
keys q
wait_for 'ended: status 0'
exec 8>&-
wait

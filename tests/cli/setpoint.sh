#!/usr/bin/env bash
# `heatdesk set` against the simulated plant and the collector: verified, and each refusal and failure
# that can be staged from outside, with the exit status that the manual promises.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
. "$here/../end2end/screen.bash"
if [ "${2:-}" != inside ]; then
    exec "$here/../demo" "$build" --stations 40 --households 300 --sources 1 \
        --command "'$0' '$build' inside"
fi
. "$here/expect.bash"
trap 'rm -f "$said" "$said".*' EXIT

mapfile -t stations < <(awk -F, '$3 == "station-plc" { print $1 }' "$work/plant/devices.csv")
[ ${#stations[@]} -ge 9 ] || {
    echo "only ${#stations[@]} stations with a PLC"
    exit 1
}
value() { # STATION/POINT: what heatdesk says, if it is good
    heatdesk get "$1" --json | sed -nE 's/.*"value":(-?[0-9.]+).*"quality":"good".*/\1/p'
}
is_good() {
    [ -n "$(value "$1")" ]
}
has_quality() {
    heatdesk get "$1" --json | grep -q "\"quality\":\"$2\""
}
plus() { # STATION/POINT DIFFERENCE, towards the middle of its range
    awk -v v="$(value "$1")" -v d="$2" 'BEGIN { print (v > 50 ? v - d : v + d) }'
}
fault() {
    heatplant tell "$work/control" "$@" >/dev/null
}
for station in "${stations[@]:0:9}"; do
    until_true 90 is_good "$station/T2g_SP.1"
    until_true 90 is_good "$station/CV_SP.1"
done

# ---- what takes its time goes on beside the rest: STATE's status goes to a file of its own
later() { # NAME STATION/POINT VALUE
    (
        status=0
        heatdesk set "$2" "$3" --reason 'in the background' >"$said.$1" 2>&1 || status=$?
        echo "exit $status" >>"$said.$1"
    ) &
    beside+=($!)
}
beside=()
fault "${stations[1]} not-stored" "${stations[2]} wrong-echo"
later not-stored "${stations[1]}/CV_SP.1" "$(plus "${stations[1]}/CV_SP.1" 1)"
later wrong-echo "${stations[2]}/CV_SP.1" "$(plus "${stations[2]}/CV_SP.1" 1)"

# ---- while the first order for a point is being looked for
is_under_way() {
    [ "$(psql -XAtc "select count(*) from hd.command c join hd.device d on d.id = c.device_id
        join hd.node n on n.id = d.node_id where n.code = '${stations[1]}'")" = 1 ]
}
until_true 60 is_under_way
expect 3 '^refused busy' heatdesk set "${stations[1]}/CV_SP.1" "$(plus "${stations[1]}/CV_SP.1" 2)" --reason x

# ---- verified, and what it leaves no room for
point=${stations[0]}/T2g_SP.1
before=$(value "$point")
first=$(plus "$point" 2)
further=$(awk -v v="$before" -v w="$first" 'BEGIN { print w + (w - v) }') # back would be allowed
expect 0 '^verified' heatdesk set "$point" "$first" --reason 'a warm day'
expect 0 '^accepted' heatdesk set "${stations[0]}/CV_SP.1" "$(plus "${stations[0]}/CV_SP.1" 1)" --reason x
holds() {
    [ "$(value "$point")" = "$first" ]
}
until_true 60 holds
expect 3 '^refused rate' heatdesk set "$point" "$further" --reason 'too soon'
expect 3 '^refused step' heatdesk set "$point" "$(plus "$point" 9)" --reason x
expect 3 '^refused limit' heatdesk set "$point" 99 --reason x
expect 3 'T2g_SP.1: 99.04 is written as 99: the register holds steps of 0.1' \
    heatdesk set "$point" 99.04 --reason x
expect 3 '^refused right' env PGUSER=zhangwei heatdesk set "$point" "$first" --reason x

# ---- the controller holds it and follows its curve
point=${stations[7]}/T2g_SP.1
mode=${stations[7]}/CV_Mode.1
reads_mode() { # VALUE
    [ "$(value "$mode")" = "$1" ]
}
until_true 90 is_good "$mode"
reads_mode 2 || expect 0 '^verified' heatdesk set "$mode" 2 --reason x
until_true 60 reads_mode 2
expect 0 'T2g_SP.1: not in force now: the controller follows its curve \(CV_Mode.1 2\)' \
    heatdesk set "$point" "$(plus "$point" 1)" --reason x
cp "$said" "$said.force"
expect 0 '^verified' cat "$said.force"
expect 0 '^verified' heatdesk set "$mode" 1 --reason x
until_true 60 reads_mode 1
is_settled() { # the order before it has been seen by a poll
    heatdesk set "$point" "$(plus "$point" 1)" --reason x >"$said.force" 2>&1
}
until_true 60 is_settled
expect 1 '' grep 'not in force' "$said.force"

# ---- somebody turned the knob: the value from before may be had back at once, no other so far away
point=${stations[8]}/T2g_SP.1
was=$(value "$point")
away=$(plus "$point" 8)
reads() { # VALUE
    [ "$(value "$point")" = "$1" ]
}
fault "${stations[8]} foreign-write T2g_SP.1 $away"
until_true 60 reads "$away"
is_told() {
    heatdesk journal --json | grep '"kind":"changed_outside"' | grep -q "\"${stations[8]}\""
}
until_true 60 is_told
expect 3 '^refused step' heatdesk set "$point" "$(awk -v v="$was" 'BEGIN { print v + 0.1 }')" --reason x
expect 0 '^verified' heatdesk set "$point" "$was" --reason 'as it was'
until_true 60 reads "$was"
expect 3 '^refused step' heatdesk set "$point" "$away" --reason x

# ---- the plant says no
fault "${stations[3]} local" "${stations[4]} silent" "${stations[5]} invalid CV_SP.1"
expect 3 '^refused authority' heatdesk set "${stations[3]}/CV_SP.1" "$(plus "${stations[3]}/CV_SP.1" 1)" --reason x
until_true 60 has_quality "${stations[5]}/CV_SP.1" invalid
expect 3 '^refused stale' heatdesk set "${stations[5]}/CV_SP.1" 50 --reason x
is_lost() { # as the request function knows it: the values come a moment before
    [ "$(psql -XAtc "select count(*) from hd.device_state s join hd.device d on d.id = s.device_id
        join hd.node n on n.id = d.node_id where n.code = '${stations[4]}' and s.is_lost")" = 1 ]
}
until_true 90 is_lost
until_true 90 has_quality "${stations[4]}/CV_SP.1" 'communication lost'
expect 3 '^refused lost' heatdesk set "${stations[4]}/CV_SP.1" 50 --reason x

# ---- its line is the worst
is_line_dead() {
    heatdesk lines | grep -qE "^dead +[^ ]+ +${stations[4]} .* 1 +1 "
}
until_true 60 is_line_dead
expect 0 '^state +endpoint +node +place +units +lost' heatdesk lines
json heatdesk lines --json -- state endpoint node units lost failed_pct rtt_ms requests timeouts connects since at collector up
worst() { # KEY: of the dead line, as JSON
    heatdesk lines --json | sed -nE "s/.*\"state\":\"dead\".*\"$1\":([^,}]*).*/\1/p"
}
expect 0 '^null$' worst round_ms

# ---- changed since it was looked at: heatdesk has read the old value, the controller has another. A
# poll in between makes it an order like any other, so it is tried again.
point=${stations[6]}/CV_SP.1
is_refused_as_changed() {
    local seen status=0
    seen=$(value "$point")
    [ -n "$seen" ] || return 1
    fault "${stations[6]} foreign-write CV_SP.1 $(awk -v v="$seen" 'BEGIN { print (v > 50 ? v - 3 : v + 3) }')"
    heatdesk set "$point" "$(awk -v v="$seen" 'BEGIN { print (v > 50 ? v - 1 : v + 1) }')" --reason x \
        >"$said" 2>&1 || status=$?
    [ $status = 3 ] && grep -q '^refused changed' "$said"
}
until_true 60 is_refused_as_changed

# ---- the slow ones
wait "${beside[@]}"
for name in not-stored wrong-echo; do
    sed "s/^/$name: /" "$said.$name"
done
expect 0 '^exit 4$' cat "$said.not-stored"
expect 0 '^failed' cat "$said.not-stored"
expect 0 '^exit [045]$' cat "$said.wrong-echo"

expect 0 'chain whole' heatdesk audit verify

# ---- a collector that stands still leaves figures that nobody takes for those of now
collector=$(cat "$work/collector.pid")
expect 0 '^good ' heatdesk lines
! heatdesk lines 2>&1 >/dev/null | grep -q . || failures=$((failures + 1))
kill -STOP "$collector"
are_lines_old() {
    heatdesk lines >"$said" 2>"$said.warning"
    ! grep -qE '^(dead|lost|overload|faults|good) ' "$said" && grep -q '^old ' "$said"
}
until_true 60 are_lines_old
kill -CONT "$collector"
expect 0 '^heatdesk: [0-9]+ of [0-9]+ lines: no collector tells' cat "$said.warning"
json heatdesk journal --json --since '1 hour' -- seq kind who
finish_cli
echo "set-points: verified, refused and failed as the manual says"

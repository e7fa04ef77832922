#!/usr/bin/env bash
# mbpoll, a Modbus master that nobody here wrote, reads from the plant what heatdesk shows, and writes
# behind its back: the change from outside becomes a fact.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
. "$here/../end2end/screen.bash"
if [ "${2:-}" != inside ]; then
    command -v mbpoll >/dev/null || {
        echo "mbpoll: skipped, it is not installed"
        exit 77
    }
    exec "$here/../demo" "$build" --stations 6 --households 100 --sources 1 \
        --command "'$0' '$build' inside"
fi

# value POINT: what heatdesk says, and only if it is good
value() {
    heatdesk get "S0001/$1" --json | sed -nE 's/.*"value": *(-?[0-9.]+).*"quality": *"good".*/\1/p'
}
port=$(awk -F, '$1 == "S0001" && $2 == "plc" { n = split($4, part, ":"); print part[n] }' \
    "$work/plant/devices.csv")
# address POINT: as the profile has it
address() {
    heatdesk profile show station-plc |
        awk -v p="[$1]" '$0 == p { found = 1 } found && /^address/ { print $3; exit }'
}
poll() { # ADDRESS [VALUE…]
    local at=$1
    shift
    mbpoll -m tcp -a 1 -0 -1 -q -t 4 -p "$port" -r "$at" 127.0.0.1 "$@"
}
tenths() {
    poll "$(address "$1")" | sed -nE 's/^\[[0-9]+\]:[^-0-9]*(-?[0-9]+).*/\1/p'
}
# the plant lives: they may differ for a moment, not for long
agree() {
    local shown
    shown=$(value "$1")
    [ -n "$shown" ] && [ "$(tenths "$1")" = "$(awk -v v="$shown" 'BEGIN { printf "%.0f", v * 10 }')" ]
}
for point in T2g.1 T2h.1 T2g_SP.1 T1g; do
    until_true 60 agree "$point"
    echo "mbpoll and heatdesk agree on $point: $(value "$point")"
done

before=$(value T2g_SP.1)
after=$(awk -v v="$before" 'BEGIN { print v + 1.5 }')
poll "$(address T2g_SP.1)" "$(awk -v v="$after" 'BEGIN { printf "%.0f", v * 10 }')" >/dev/null
is_told() {
    heatdesk journal --json | grep '"kind": *"changed_outside"' | grep '"point": *"T2g_SP.1"' |
        grep -q "\"new\": *$after[,}]"
}
until_true 60 is_told
echo "a change by mbpoll became a fact: $before -> $after"

screen_open 132 43 "heatdesk --lang en"
wait_for 'S0001'
keys :
keys -l "station S0001"
keys Enter
wait_for "secondary supply set.*$after"
screen_close

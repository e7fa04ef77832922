#!/usr/bin/env bash
# A dispatcher at a real terminal: sees the live plant, finds a station, changes a set-point with
# the keyboard, loses the database and gets it back.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
. "$here/screen.bash"
if [ "${2:-}" != inside ]; then
    exec "$here/../demo" "$build" --stations 12 --households 500 --sources 1 --speed 20 \
        --command "'$0' '$build' inside"
fi
trap screen_close EXIT

every_station_live() {
    heatdesk get S0001 --json | grep -q '"quality": *"good"'
}
until_true 30 every_station_live

screen_open 132 43 "TERM=xterm-256color heatdesk --lang en"
wait_for 'S0001'
wait_for '[0-9][0-9]\.[0-9]'

# find by typing, open, change the set-point
keys /
keys -l S0003
wait_for 'S0003'
keys Enter
keys 5
wait_for 'T2g_SP'
screen_text

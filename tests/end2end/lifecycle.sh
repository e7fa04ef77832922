#!/usr/bin/env bash
# The demo as a user runs it: the console opens on it, is live at once, and whether the user quits or the
# line is cut, nothing of it is left behind.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
. "$here/screen.bash"
TMPDIR=$(mktemp -d)
export TMPDIR
finish() {
    screen_close
    rm -rf "$TMPDIR"
}
trap finish EXIT

start() {
    screen_open 132 43 "env TMPDIR='$TMPDIR' '$here/../demo' '$build' --stations 12 --households 500 --sources 1 --lang en"
    wait_for 'S0001 .* [0-9]+\.[0-9] +[0-9]+\.[0-9]' 90
}
# every process of the demo has its folder on its command line
is_gone() {
    ! pgrep -f "$TMPDIR/heatdesk-demo" >/dev/null && ! compgen -G "$TMPDIR/heatdesk-demo.*" >/dev/null
}

start
keys q
wait_for 'ended: status 0' 60
until_true 60 is_gone
screen_close
echo "quit: status 0, nothing left"

start
screen_close # the line is cut
until_true 60 is_gone
echo "cut off: nothing left"

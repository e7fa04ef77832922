#!/usr/bin/env bash
# heatdesk-notify against a real notification service (dunst under Xvfb) on a bus of its own: what it is
# given is what the desktop shows; without a bus, with a hung one and with rubbish it ends by itself.
set -eu
build=$1
for tool in Xvfb dunst dunstctl dbus-daemon; do
    command -v $tool >/dev/null || {
        echo "skipped: $tool is not installed"
        exit 77
    }
done
here=$(dirname "$(readlink -f "$0")")
. "$here/screen.bash"
work=$(mktemp -d "${TMPDIR:-/tmp}/heatdesk-notify.XXXXXX") pids=()
finish() {
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT
helper=$build/ui/notify/heatdesk-notify

cat >"$work/bus.conf" <<C
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=$work/bus</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
C
dbus-daemon --config-file="$work/bus.conf" --nofork --nopidfile >"$work/bus.log" 2>&1 &
pids+=($!)
Xvfb -displayfd 3 -screen 0 640x480x8 -nolisten tcp 3>"$work/display" >"$work/x.log" 2>&1 &
pids+=($!)
until_true 20 test -S "$work/bus"
until_true 20 test -s "$work/display"
DISPLAY=:$(cat "$work/display")
export DISPLAY DBUS_SESSION_BUS_ADDRESS=unix:path=$work/bus XDG_CONFIG_HOME=$work HOME=$work
dunst -config /dev/null >"$work/dunst.log" 2>&1 &
pids+=($!)
until_true 20 dunstctl count >/dev/null 2>&1

shown() {
    dunstctl close-all
    dunstctl history
}
printf 'critical\nheatdesk  新报警: 2\nS0002 惠民园 <b>供温</b> & 过高\n' | "$helper"
shown | grep -q '新报警: 2' || {
    echo "the title is not shown"
    shown
    exit 1
}
shown | grep -q '&lt;b&gt;供温&lt;/b&gt; &amp; 过高\|<b>供温</b> & 过高' || {
    echo "the body is not shown as it is written"
    shown
    exit 1
}
shown | grep -A2 '"timeout"' | grep -q ': 0$' || { # a critical one stays until somebody has seen it
    echo "it is not shown as critical"
    shown
    exit 1
}

# rubbish: one line each, and 1
refuses() {
    local status=0
    printf "$1" | DBUS_SESSION_BUS_ADDRESS=$2 "$helper" 2>"$work/err" || status=$?
    [ $status = 1 ] && [ "$(wc -l <"$work/err")" = 1 ] || {
        echo "\"$1\": status $status, $(cat "$work/err")"
        exit 1
    }
}
for wrong in '' 'critical\n' 'normal\n\n' 'normal\n\xff\xfe\nx\n'; do
    refuses "$wrong" "$DBUS_SESSION_BUS_ADDRESS"
done
refuses 'normal\na\nb\n' "unix:path=$work/none" # no bus at all
# a bus that takes the call and never answers: it ends itself
python3 - "$work/deaf" <<'P' &
import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen(8)
held = []
s.settimeout(60)
try:
    while True:
        held.append(s.accept())
except OSError:
    pass
P
pids+=($!)
until_true 20 test -S "$work/deaf"
set +e
printf 'normal\na\nb\n' | DBUS_SESSION_BUS_ADDRESS=unix:path=$work/deaf timeout 60 "$helper"
status=$?
set -e
[ $status = 142 ] || { # SIGALRM
    echo "hung bus: status $status, expected to be ended by its alarm"
    exit 1
}

echo "ok"

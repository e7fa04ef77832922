#!/usr/bin/env bash
# TESTS A33: the shipped binaries are hardened and call nothing that opens a shell or overruns.
set -eu
build=$1
bad=0
say() {
    echo "$1"
    bad=1
}
for program in "$build"/ui/heatdesk "$build"/backend/heatdeskd "$build"/backend/plant/heatplant \
    "$build"/backend/courier/heatcourier; do
    name=$(basename "$program")
    readelf -hW "$program" | grep -q 'Type:.*DYN' || say "$name: not position independent"
    readelf -lW "$program" | grep -q GNU_RELRO || say "$name: no RELRO"
    readelf -dW "$program" | grep -qE 'BIND_NOW|FLAGS_1.*NOW' || say "$name: not bound at start"
    readelf -lW "$program" | grep GNU_STACK | grep -qv 'RWE' || say "$name: executable stack"
    nm -D "$program" | grep -q __stack_chk_fail || say "$name: no stack protector"
    nm -D "$program" | grep -qE '_chk(@|$)' || say "$name: not fortified"
    banned=$(nm -D --undefined-only "$program" | awk '{ sub(/@.*/, "", $NF); print $NF }' |
        grep -xE 'system|popen|exec[lv]p?e?|execvpe|sprintf|vsprintf|strcpy|strcat|gets|strtok' || true)
    [ -z "$banned" ] || say "$name: calls" $banned
done
for library in ncurses panel; do
    readelf -dW "$build"/backend/heatdeskd | grep -q "lib$library" && say "heatdeskd links $library"
done
[ $bad = 0 ] && echo "binaries: hardened"
exit $bad

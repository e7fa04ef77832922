#!/usr/bin/env bash
# Kills the collector at every named place of a command's way, HEATDESK_ROUNDS times each (20), between a
# real PostgreSQL and a simulated plant that notes each write; then asks both what came of it (TESTS A27).
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
rounds=${HEATDESK_ROUNDS:-20} stations=60
if [ "${2:-}" != inside ]; then
    exec "$here/../with-postgres" "$0" "$build" inside
fi
export PATH=$build/ui:$build/backend:$build/backend/plant:$PATH
export HEATDESK_LANG=en
# every place in the sources is tried; the shipped program has none of them
points=$(grep -rhoE 'failpoint\("[a-z_]+"\)' "$here/../../backend" | cut -d'"' -f2 | sort -u)
[ "$(wc -w <<<"$points")" -ge 12 ]
! grep -q HEATDESK_FAILPOINT "$build/backend/heatdeskd"
grep -q HEATDESK_FAILPOINT "$build/backend/heatdeskd_failpoints"

work=$(mktemp -d /tmp/heatdesk-torture.XXXXXX)
plant=
finish() {
    [ -z "$plant" ] || kill "$plant" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

# a controller that must be unlocked and brought to the control level before each kind of set-point
mkdir -p "$work/plant/profiles" "$work/spool"
{
    printf '[profile]\nzh = 站\nen = station\nfunctions = 1, 3, 5, 6\nwrite_function = 6\nunlock = 90 1732\n'
    printf 'identity = 0 7301 7301\nperiod_s = 5\ntimeout_ms = 1000\n[defaults]\narea = holding\n'
    for i in 1 2 3 4 5; do
        printf '[X%s_SP]\naddress = 1%s\ntype = int16\nscale = 0.1\naccess = write\nset_low = 0\n' "$i" "$i"
        printf 'set_high = 3000\nlevel_coil = LEVEL 1\nzh = 定%s\nen = s%s\n' "$i" "$i"
    done
    printf '[LEVEL]\narea = coil\naddress = 3\ntype = bool\naccess = write\nzh = 级\nen = level\n'
    printf '[LOCK]\naddress = 90\ntype = uint16\naccess = write\nzh = 锁\nen = lock\n'
} >"$work/plant/profiles/drill.profile"
address=127.$((1 + $$ / 250 % 250)).$((1 + $$ % 250)).1
{
    printf 'code,kind,name,parent,circuit,households\nR1,source,R1,,,\n'
    for i in $(seq "$stations"); do printf 'S%s,station,S%s,R1,,\n' "$i" "$i"; done
} >"$work/plant/nodes.csv"
{
    printf 'node,device,profile,endpoint,unit,period_s\n'
    for i in $(seq "$stations"); do printf 'S%s,plc,drill,tcp:%s:%s,1,\n' "$i" "$address" $((20000 + i)); done
} >"$work/plant/devices.csv"
printf 'code,from,to,length_m,diameter_mm,valve\n' >"$work/plant/links.csv"
printf 'node,device,point,low,high,step\n' >"$work/plant/points.csv"

heatplant --plant "$work/plant" --speed 0 --control "$work/control" --writes "$work/writes" >"$work/plant.log" 2>&1 &
plant=$!
for _ in $(seq 600); do
    ! grep -q '^ready' "$work/plant.log" || break
    kill -0 "$plant"
    sleep 0.05
done
heatdesk init >/dev/null
heatdesk user add drill_collector --role collector >/dev/null
heatdesk user add drill_dispatcher --role dispatcher >/dev/null
heatdesk import "$work/plant" >/dev/null
# shellcheck disable=SC2086
"$build/tests/drills/torture" "$build/backend/heatdeskd_failpoints" "$work" "$rounds" $points || {
    code=$?
    tail -n 20 "$work/collector.log" >&2
    exit "$code"
}

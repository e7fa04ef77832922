#!/usr/bin/env bash
# pymodbus, a Modbus library that nobody here wrote, plays a TROVIS 5578: heatdeskd polls it, opens it for
# writing (access code, level coil), writes a set-point and reads it back; a controller that keeps
# its own value is found out.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
. "$here/../end2end/screen.bash"
python=/usr/bin/python3
if [ "${2:-}" != inside ]; then
    "$python" -c 'import pymodbus.server.async_io' 2>/dev/null || {
        echo "pymodbus: skipped, it is not installed"
        exit 77
    }
    export PATH=$build/ui:$build/backend:$PATH
    exec "$here/../with-postgres" "$0" "$build" inside
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/heatdesk-peer.XXXXXX")
pids=()
finish() {
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT

heatdesk profile show trovis-5578 >"$work/profile"
"$python" "$here/trovis_server.py" <"$work/profile" >"$work/writes" 2>"$work/errors" &
pids+=($!)
has_port() {
    port=$(awk '$1 == "port" { print $2 }' "$work/writes")
    [ -n "$port" ]
}
until_true 30 has_port || {
    cat "$work/errors"
    exit 1
}

mkdir "$work/plant" "$work/spool"
printf '%s\n' code,kind,name,parent,circuit,households R1,source,热源,,, S1,station,远东站,R1,, S1-1,circuit,全区,S1,1,40 \
    >"$work/plant/nodes.csv"
echo code,from,to,length_m,diameter_mm,valve >"$work/plant/links.csv"
echo node,device,point,low,high,step >"$work/plant/points.csv"
printf '%s\n' node,device,profile,endpoint,unit,period_s \
    "S1,trovis,trovis-5578,tcp:127.0.0.1:$port,247,1" >"$work/plant/devices.csv"
{
    heatdesk init
    heatdesk user add peer_collector --role collector
    heatdesk user add wanglei --role dispatcher
    heatdesk import "$work/plant"
} >/dev/null
PGUSER=peer_collector heatdeskd --spool "$work/spool" >"$work/log" 2>&1 &
pids+=($!)
export PGUSER=wanglei

shows() { # POINT VALUE
    heatdesk get "S1/$1" --json | grep -q "\"value\": *$2[,.].*\"quality\": *\"good\""
}
until_true 60 shows T2g.1 48.6
until_true 60 shows T1g 90.3
until_true 60 shows OT -5.2
echo "polled: T2g 48.6, T1g 90.3, outdoors -5.2"

heatdesk set S1/T2g_SP.1 49.5 --reason 'a peer of another house'
register=$(awk '/^\[T2g_SP\.1\]/ { found = 1 } found && /^address/ { print $3; exit }' "$work/profile")
coil=$(awk '/^\[LV_T2g_SP\.1\]/ { found = 1 } found && /^address/ { print $3; exit }' "$work/profile")
expected="register 144 1732
coil $coil 0
register $register 495"
[ "$(grep -v '^port' "$work/writes")" = "$expected" ] || {
    echo "the controller saw:"
    cat "$work/writes"
    exit 1
}
until_true 30 shows T2g_SP.1 49.5
echo "commanded: access code, level coil, set-point, in this order and once each; read back 49.5"

code=0
heatdesk set S1/T2g_SP.1 80 --reason 'too far' || code=$?
[ "$code" = 3 ] || {
    echo "a step too large ended with $code, expected 3 (refused)"
    exit 1
}
[ "$(grep -c '^register' "$work/writes")" = 2 ]
echo "refused without a frame on the wire"

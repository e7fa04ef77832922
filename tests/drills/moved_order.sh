#!/usr/bin/env bash
# An order asked behind an import is not carried out at the address from before, where another station
# stands now, though an earlier order keeps the collector from taking the new plant at once.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
. "$here/../end2end/screen.bash"
if [ "${2:-}" != inside ]; then
    exec "$here/../demo" "$build" --stations 12 --households 10 --sources 1 --command "'$0' '$build' inside"
fi
ask() { PGUSER=postgres psql -XAtqc "$1"; }
is() { [ "$(ask "$1")" = "$2" ]; }
value() { # of a station's set-point, if it is good
    heatdesk get "$1/CV_SP.1" --json | sed -nE 's/.*"value":(-?[0-9.]+).*"quality":"good".*/\1/p'
}
is_good() { [ -n "$(value "$1")" ]; }
holds() { [ "$(value "$1")" = "$2" ]; }
beside() { # VALUE DIFFERENCE, towards the middle
    awk -v v="$1" -v d="$2" 'BEGIN { print (v > 50 ? v - d : v + d) }'
}
mapfile -t station < <(awk -F, '$3 == "station-plc" { print $1 }' "$work/plant/devices.csv")
for one in "${station[@]:0:3}"; do
    until_true 90 is_good "$one"
done
# the two that change places hold different values
there=$(value "${station[2]}")
heatdesk set "${station[2]}/CV_SP.1" "$(beside "$there" 3)" --reason apart >/dev/null
until_true 60 holds "${station[2]}" "$(beside "$there" 3)"
first=$(value "${station[1]}") second=$(value "${station[2]}")

heatplant tell "$work/control" "${station[0]} not-stored" >/dev/null
(heatdesk set "${station[0]}/CV_SP.1" "$(beside "$(value "${station[0]}")" 1)" --reason slow || true) \
    >"$work/slow" 2>&1 &
slow=$!
until_true 30 is "select state from hd.command where reason = 'slow'" accepted
cp -r "$work/plant" "$work/moved"
awk -F, -v OFS=, -v a="${station[1]}" -v b="${station[2]}" '
    NR == FNR { if ($1 == a && $2 == "plc") from_a = $4; if ($1 == b && $2 == "plc") from_b = $4; next }
    $1 == a && $2 == "plc" { $4 = from_b }
    $1 == b && $2 == "plc" { $4 = from_a }
    { print }' "$work/plant/devices.csv" "$work/plant/devices.csv" >"$work/moved/devices.csv"
PGUSER=postgres heatdesk import "$work/moved" >/dev/null
is "select state from hd.command where reason = 'slow'" accepted || {
    echo "the slow order ended too soon: nothing is proven"
    exit 1
}
(heatdesk set "${station[1]}/CV_SP.1" "$(beside "$first" 1)" --reason moved || true) >"$work/out" 2>&1
wait "$slow"
cat "$work/out"
# what its controller from before holds is untouched: it is the other station's now
until_true 60 is_good "${station[2]}"
until_true 60 holds "${station[2]}" "$first"
holds "${station[1]}" "$second" || holds "${station[1]}" "$(beside "$first" 1)"
echo "an order behind an import goes to no address from before"

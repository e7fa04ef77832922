#!/usr/bin/env bash
# A wrong limits file at start: told with file, line and what was expected, and nothing starts (TESTS A3).
set -eu
heatdeskd=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '[any/T2g_SP]\nlow = 20\nhigh = warm\n[collector]\nwrites = perhaps\n' >"$work/limits.conf"
code=0
"$heatdeskd" --db 'host=/nowhere' --limits "$work/limits.conf" >"$work/out" 2>&1 || code=$?
[ "$code" = 1 ]
grep -q "limits.conf:3: high = warm, expected a number" "$work/out"
grep -q "limits.conf:5: writes = perhaps, expected yes or no" "$work/out"
[ "$(wc -l <"$work/out")" = 2 ]
code=0
"$heatdeskd" --db 'host=/nowhere' --limits "$work/none" >"$work/out" 2>&1 || code=$?
[ "$code" = 1 ]
[ "$(cat "$work/out")" = "$work/none: No such file or directory" ]
echo "a wrong file, or none, starts nothing"

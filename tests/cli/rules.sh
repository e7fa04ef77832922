#!/usr/bin/env bash
# Alarm definitions on the command line: export, import, check; every mistake with its line, nothing
# half-applied, the round trip, rights, hostile texts.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
export PATH=$build/ui:$build/backend/plant:$PATH
if [ "${2:-}" != inside ]; then
    exec "$here/../with-postgres" "$0" "$build" inside
fi
. "$here/expect.bash"
work=$(mktemp -d "${TMPDIR:-/tmp}/heatdesk-cli.XXXXXX")
trap 'rm -rf "$work" "$said"' EXIT
cd "$work"
as() {
    PGUSER=$1 "${@:2}"
}
fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}
header=scope,point,rule,limit,unit,against,deadband,on_delay_s,off_delay_s,priority,when,flags,ack_min,zh,en,plan
heatdesk init >/dev/null 2>&1
heatdesk user add wanglei --role dispatcher
heatdesk user add lina --role leader
heatdesk user add zhangwei --role supervisor
heatplant city --out "$work/city" --stations 12 --households 300 --sources 1 --serial-lines 0 >/dev/null
heatdesk import "$work/city" >/dev/null 2>&1
a=$(awk -F, '$2 == "plc" && $3 == "station-plc" { print $1 }' city/devices.csv | sort | head -1)

# ---- nothing imported: the header alone; with the starting set before it
expect 0 "^$header\$" as zhangwei heatdesk rules export
[ "$(as zhangwei heatdesk rules export | wc -l)" = 1 ] || fail 'an export of nothing is a header'
expect 0 '^any,T2g,HH,70,' as zhangwei heatdesk rules export --all
as zhangwei heatdesk rules export start.csv --all
expect 0 'no mistake' as zhangwei heatdesk rules check start.csv

# ---- good ones: columns in any order, BOM, CRLF, what a spreadsheet would run
printf '\xef\xbb\xbfrule,point,scope,limit,unit,en,zh,priority\r\nH,T2g,%s,50,°C,"=cmd|x, ""quoted""",地暖,2\r\n' "$a" >good.csv
printf 'L,P2h,any,0.12,MPa,@home,,\r\n' >>good.csv
expect 0 '^2 definitions, no mistake' as zhangwei heatdesk rules check good.csv
expect 3 'it needs the role admin or leader; you are zhangwei, supervisor' as zhangwei heatdesk rules import good.csv
expect 3 'it needs the role admin or leader; you are wanglei, dispatcher' as wanglei heatdesk rules import good.csv
expect 0 '^imported: 2 definitions' as lina heatdesk rules import good.csv
expect 0 'alarm rules imported.* 2' as zhangwei heatdesk journal
expect 0 '报警' as zhangwei env LANG=zh_CN.UTF-8 heatdesk journal
as zhangwei heatdesk rules export >one.csv
expect 0 "^$a,T2g,H,50,°C,.*地暖" cat one.csv
expect 0 "'=cmd" cat one.csv
as lina heatdesk rules import one.csv >/dev/null
as zhangwei heatdesk rules export two.csv
cmp one.csv two.csv || fail 'export, import, export: another text'
[ ! -e two.csv.new ] || fail 'a temporary file was left'
[ "$(as zhangwei heatdesk rules export --all | wc -l)" = $(($(wc -l <start.csv) + 2)) ] ||
    fail 'with the starting set'

# ---- two editors: who has not read the other's does not replace it
heatdesk user add sunfang --role leader
expect 3 'nothing imported: lina imported version 2 at ' as sunfang heatdesk rules import good.csv
expect 0 'version 2, imported by lina; put it back with --over 2' as sunfang heatdesk rules export other.csv
expect 0 '^imported: 2 definitions' as sunfang heatdesk rules import other.csv --over 2
expect 3 'nothing imported: sunfang imported version 3' as lina heatdesk rules import one.csv
expect 3 'nothing imported: sunfang imported version 3' as lina heatdesk rules import one.csv --over 2
expect 1 "^heatdesk: --over 'x', expected" as lina heatdesk rules import one.csv --over x
expect 0 '^imported: 2 definitions' as lina heatdesk rules import one.csv --over 3

# ---- the manual's examples
{
    echo scope,point,rule,limit,unit,en
    echo "$a,T2g,H,50,°C,"
    echo "$a,DOOR,state,off,,"
    echo 'any,CP1_Flt,state,,,Call the fitter on duty.'
} >manual.csv
expect 0 '^3 definitions, no mistake' as zhangwei heatdesk rules check manual.csv

# ---- plan cards that are there, or none
printf 'scope,point,rule,plan\nany,PWR,state,cold\nany,LEAK,state,none\n' >plan.csv
expect 0 '^2 definitions, no mistake' as zhangwei heatdesk rules check plan.csv
printf 'scope,point,rule,plan\nany,LEAK,state,none\nany,PWR,state,no_such_card\n' >plan.csv
expect 1 "^plan\\.csv:3: plan 'no_such_card', expected the code of a plan card" as lina heatdesk rules import plan.csv

# ---- mistakes: each with file:line, and nothing of it
{
    echo "$header"
    echo "any,T2g,H-a,60,bar,,,,,,,,,,,"
    echo "any,no_such_point,H,60,°C,,,,,,,,,,,"
    echo "any,T2g,H-b,60,°C,,,,,9,,,,,,"
    echo "any,T2g,XX,60,°C,,,,,,,,,,,"
    echo "no-such-node,T2g,H,60,°C,,,,,,,,,,,"
    echo "any,T2g,H-c,sixty,°C,,,,,,,,,,,"
    echo "any,T2g,H"
} >bad.csv
expect 1 'mistakes: 2$' heatdesk rules check bad.csv
expect 1 '^bad\.csv:5: rule .XX., expected a kind' heatdesk rules check bad.csv
expect 1 '^bad\.csv:8: 3 fields, expected 16' heatdesk rules check bad.csv
sed -i -e '8d' -e '5d' bad.csv
as lina heatdesk rules import bad.csv >"$work/out" 2>&1 || true
[ "$(grep -c '^bad\.csv:' "$work/out")" = 5 ] || fail "not five mistakes: $(cat "$work/out")"
for line in 2 3 4 5 6; do
    expect 1 "^bad\.csv:$line: .*expected" heatdesk rules check bad.csv
    expect 1 "^bad\.csv:$line: " as lina heatdesk rules import bad.csv
done
expect 1 'mistakes: 5; nothing imported' as lina heatdesk rules import bad.csv
printf '%s\nany,T2g,H,60,°C,,,,,,,,,,,\nany,T2g,HH,55,°C,,,,,,,,,,,\n' "$header" >order.csv
expect 1 '^order\.csv:[23]: ' as lina heatdesk rules import order.csv
printf 'scope,point\n' >short.csv
expect 1 "^short\.csv:1: no column 'rule'" as lina heatdesk rules import short.csv
printf '%s,=cmd\n' "$header" >wide.csv
expect 1 '^wide\.csv:1: column' as lina heatdesk rules import wide.csv
printf 'sc\033[2Jope\n\x00\xff\n' >hostile.csv
expect 1 '^hostile\.csv:1: ' as lina heatdesk rules import hostile.csv
: >empty.csv
expect 1 '^empty\.csv:1: .*the file is empty' as lina heatdesk rules import empty.csv
head -c 5000 /dev/urandom >noise.csv
expect 1 'noise\.csv' as lina heatdesk rules import noise.csv
head -c 5000000 /dev/zero >huge.csv
expect 1 'huge\.csv' as lina heatdesk rules import huge.csv
expect 1 'No such file' as lina heatdesk rules import none.csv
expect 1 'heatdesk: ' as lina heatdesk rules import "$work"
as zhangwei heatdesk rules export >three.csv
cmp one.csv three.csv || fail 'a bad import left something behind'

# ---- as a whole: what is not in the next file is gone
echo "$header" >none.csv
expect 0 '^imported: 0 definitions' as lina heatdesk rules import none.csv
[ "$(as zhangwei heatdesk rules export)" = "$header" ] || fail 'the definitions before are still there'
expect 0 '^imported: ' as lina heatdesk rules import start.csv
as zhangwei heatdesk rules export >again.csv
cmp start.csv again.csv || fail 'the starting set, imported and exported, is another text'

expect 1 '/proc/no' as zhangwei heatdesk rules export /proc/no/x
expect 1 'could not be written' as zhangwei sh -c 'heatdesk rules export --all >/dev/full'
expect 1 "'rules check' has no option '--all'" heatdesk rules check x --all
expect 1 'missing: FILE$' heatdesk rules import
expect 1 'rules export' heatdesk rules
expect 2 'does not exist' heatdesk rules check good.csv --db dbname=no_such_database
PGUSER=postgres psql -XAtqc "update hd.alarm_rules set text = 'not ours'" >/dev/null
expect 1 '^hd\.alarm_rules:1: ' as zhangwei heatdesk rules export
expect 0 '' as zhangwei heatdesk alarms
finish_cli
echo "rules: as the manual says"

#!/usr/bin/env bash
# Tickets, outages, crews on the command line: a call from its first word to the archive, each refusal with its
# code, what other roles may not, hostile words.
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
as() {
    PGUSER=$1 "${@:2}"
}
ask() {
    PGUSER=postgres psql -XAtq -v ON_ERROR_STOP=1 -c "$1"
}
same() {
    [ "$2" = "$3" ] || {
        echo "FAILED: $1: '$2', expected '$3'"
        failures=$((failures + 1))
    }
}

# ---- away, and before there is a schema
for words in 'ticket list' 'ticket show 1' 'ticket new repair words=x' 'ticket note 1 words=x' 'outage list' \
    'crew list' 'crew status x' 'roster list' rates; do
    # shellcheck disable=SC2086
    expect 2 "no heatdesk schema: run 'heatdesk init'" heatdesk $words
done
heatdesk init >/dev/null 2>&1
heatdesk user add wanglei --role dispatcher
heatdesk user add lina --role leader
heatdesk user add zhangwei --role supervisor
heatdesk user add banzu --role crew
heatplant city --out "$work/city" --stations 12 --households 300 --sources 1 --serial-lines 0 >/dev/null
heatdesk import "$work/city" >/dev/null 2>&1
home=$(awk -F, '$2 == "household" { print $1; exit }' "$work/city/nodes.csv")
station=${home%%-*}

# ---- usage
expect 1 "there is no kind of ticket 'coffee'" heatdesk ticket new coffee
expect 1 "there is no action 'fly' on tickets" heatdesk ticket fly 1
expect 1 "'x' is no number, expected one as T12" heatdesk ticket note x words=y
expect 1 "there is no name 'wrods'; did you mean words" heatdesk ticket note T1 wrods=y
expect 1 "'words' is no NAME=VALUE" as wanglei heatdesk ticket note 1 words
expect 1 "there is no crew '9班'" as wanglei heatdesk ticket dispatch 1 crew=9班
expect 1 "there is no place with the code 'nowhere'" as wanglei heatdesk ticket new repair node=nowhere words=x
expect 1 "visit: 'soon' is no time" as wanglei heatdesk ticket respond 1 visit=soon
expect 1 'expected open, callback or all' as wanglei heatdesk ticket list some
expect 1 'there is no ticket 77' as wanglei heatdesk ticket show 77
expect 1 'expected today or season' as wanglei heatdesk rates yesterday

# ---- crews and their roster
expect 0 'done' as lina heatdesk crew put 2班 二班 phone=13900000002 skills='leak cold' areas="$station" login=banzu
expect 0 'done' as lina heatdesk crew put 3班 三班 phone=13900000003
expect 3 'there is no node X9' as lina heatdesk crew put 4班 四班 areas=X9
expect 3 'may not' as wanglei heatdesk crew put 4班 四班
expect 0 'done' as lina heatdesk roster put primary -1h +8h crew=2班
expect 0 'done' as lina heatdesk roster put leader -1h +8h person=李强 phone=13700000001
expect 0 '李强' as zhangwei heatdesk roster list
expect 0 'nobody' as zhangwei heatdesk roster list 2
expect 0 '2班 +二班' as zhangwei heatdesk crew list

# ---- a repair
expect 3 'missing place' as wanglei heatdesk ticket new repair words=漏水
expect 3 'missing words' as wanglei heatdesk ticket new repair node="$home"
expect 3 'refused right' as zhangwei heatdesk ticket new repair node="$home" words=漏水
expect 3 'one of the roles crew, dispatcher, intake, leader; you are zhangwei, supervisor' as zhangwei \
    heatdesk ticket new repair node="$home" words=漏水
expect 0 '^T[0-9]+$' as wanglei heatdesk ticket new repair node="$home" phone=13803151234 caller=王小红 template=leak \
    source=phone urgency=urgent words='厨房漏水' at=-40m
id=$(cat "$said")
expect 0 "漏水" as zhangwei heatdesk ticket list
expect 0 'dispatch +1' as zhangwei heatdesk ticket show "$id"
json as zhangwei heatdesk ticket list --json -- id kind state purpose due
json as zhangwei heatdesk ticket show "$id" --json -- what
expect 3 'missing crew' as wanglei heatdesk ticket dispatch "$id"
expect 3 'refused state' as wanglei heatdesk ticket confirm "$id" code=online name=x
expect 3 'refused right' as zhangwei heatdesk ticket dispatch "$id" crew=2班
expect 3 'air\|valve\|dirt' as wanglei heatdesk ticket finish "$id" words=x
expect 0 '^T[0-9]+ done' as wanglei heatdesk ticket dispatch "t${id#T}" crew=2班 words=尽快
expect 3 'refused done' as wanglei heatdesk ticket dispatch "$id" crew=2班
expect 3 'refused right' as banzu heatdesk ticket close "$id" code=done
expect 0 'done' as banzu heatdesk ticket take "$id"
expect 0 'done' as banzu heatdesk ticket arrive "$id"
expect 3 'missing code' as banzu heatdesk ticket finish "$id" words=x
expect 3 'refused unknown code' as banzu heatdesk ticket finish "$id" code=bogus words=x
expect 3 "there is no code 'bogus'" as banzu heatdesk ticket finish "$id" code=bogus words=x
expect 0 'done' as banzu heatdesk ticket finish "$id" code=valve words=换阀
expect 3 'refused reason dispatch' as wanglei heatdesk ticket confirm "$id" code=signature name=王小红
expect 0 'done' as wanglei heatdesk ticket confirm "$id" code=signature name=王小红 reason=crew_busy
expect 3 'refused done' as wanglei heatdesk ticket confirm "$id" code=signature name=王小红
same 'state' "$(ask "select state in ('closed', 'callback') from hd.ticket where id = ${id#T}")" t
expect 0 'done' as wanglei heatdesk ticket reopen "$id" words=又漏
same 'cycle' "$(ask "select cycle from hd.ticket where id = ${id#T}")" 2

# ---- a complaint that is a repair, too; the three things that stop 15 minutes
expect 0 '^T[0-9]+$' as wanglei heatdesk ticket new complaint node="$home" words=不热 also_repair=1
first=$(head -n 1 "$said") second=$(tail -n 1 "$said")
same 'two tickets' "$([ "$first" != "$second" ] && echo yes)" yes
expect 3 'missing measure' as wanglei heatdesk ticket respond "$first"
expect 3 'missing visit' as wanglei heatdesk ticket respond "$first" measure=上门
expect 3 'missing promise' as wanglei heatdesk ticket respond "$first" measure=上门 visit=+1h
expect 0 'done' as wanglei heatdesk ticket respond "$first" measure=上门 visit=+1h promise=+3h
same 'clocks' "$(ask "select string_agg(purpose || (stopped is null)::int, ' ' order by purpose) from hd.ticket_clock
    where ticket_id = ${first#T}")" 'promise1 response0'
expect 0 'done' as wanglei heatdesk ticket merge "$second" parent="${id#T}"
expect 3 'refused merged' as wanglei heatdesk ticket dispatch "$second" crew=3班
expect 0 'done' as wanglei heatdesk ticket split "$second"
expect 0 'done' as wanglei heatdesk ticket hold "$second" code=parts
expect 3 'refused held' as wanglei heatdesk ticket dispatch "$second" crew=3班
expect 0 'done' as wanglei heatdesk ticket resume "$second"

# ---- an outage
expect 0 '^O[0-9]+$' as wanglei heatdesk outage new "$station" words=二次网泄漏
outage=$(cat "$said")
expect 3 'refused done' as wanglei heatdesk outage new "$station" words=again
expect 3 'refused hold' as wanglei heatdesk outage hold "$outage"
expect 0 'done' as wanglei heatdesk outage forecast "$outage" until=+30h words=等备件
expect 0 'done' as wanglei heatdesk outage crew "$outage" crew=3班 code=on
expect 3 'refused missing plan' as wanglei heatdesk outage step "$outage" step=1
expect 3 'refused plan' as wanglei heatdesk outage plan "$outage" code=leak
expect 0 'secondary +二次网泄漏' as zhangwei heatdesk outage plans
json as zhangwei heatdesk outage plans cold --json -- card n text
expect 0 'done' as wanglei heatdesk outage plan "$outage" code=secondary
expect 0 'done' as wanglei heatdesk outage step "$outage" step=1
expect 3 'refused done' as wanglei heatdesk outage step "$outage" step=1
expect 3 'refused step' as wanglei heatdesk outage step "$outage" step=99
expect 0 'done' as wanglei heatdesk outage step "$outage" step=2
expect 0 'done' as wanglei heatdesk outage step "$outage" step=2 code=void words=wrong
expect 0 '^steps +1/7' as zhangwei heatdesk outage show "$outage"
expect 0 '^1 .*wanglei' as zhangwei heatdesk outage show "$outage"
json as zhangwei heatdesk outage show "$outage" --json -- what
expect 1 'there is no outage' as zhangwei heatdesk outage show O999999
expect 0 'secondary' as zhangwei heatdesk outage list
json as zhangwei heatdesk outage list --json -- id kind households
expect 0 'done' as wanglei heatdesk outage restore "$outage"
expect 3 'refused state' as wanglei heatdesk outage forecast "$outage" until=+3h words=x

# whole seconds, names of crews, and times that are times
expect 0 ' {2}二班 +[0-9]{4}-' as zhangwei heatdesk ticket show "$id"
expect 0 'ticket_responded .* visit [0-9]' as zhangwei heatdesk ticket show "$first"
expect 0 '^dispatch .* [0-9]+ +[01] ' as zhangwei heatdesk ticket show "$id"
expect 0 ' dispatch .* [0-9]+ +crew_busy ' as zhangwei heatdesk rates
as zhangwei heatdesk ticket show "$id" >"$work/shown"
same 'numbers' "$(grep -c '[0-9]\.[0-9]' "$work/shown")" 0
expect 0 "ticket $id dispatched: 二班 尽快  wanglei$" as zhangwei heatdesk journal
expect 0 "ticket $id opened: repair 厨房漏水  wanglei  .recorded later.$" as zhangwei heatdesk journal
expect 0 "outage $outage: crew 三班 at it  wanglei$" as zhangwei heatdesk journal
expect 0 "outage $outage: reach changed, [0-9]+ households  system$" as zhangwei heatdesk journal
as zhangwei heatdesk journal >"$work/told"
same 'raw numbers' "$(grep -c 'e+0[0-9]' "$work/told")" 0

# ---- indicators: nothing due is a dash
expect 0 '^room +— +0 +0' as zhangwei heatdesk rates
json as zhangwei heatdesk rates today --json --

# ---- hostile words are kept as words
expect 0 '^T[0-9]+$' as wanglei heatdesk ticket new enquiry place=$'\e[2J\u202e5-2' words=$'\e]0;x\a=cmd|\'"; drop table hd.fact; --\u202e%n%s\n第二行'
expect 0 'drop table' as wanglei heatdesk ticket show "$(cat "$said")"
python3 -c "print('words=' + 'x' * 65536)" >"$work/huge"
expect 0 '^T[0-9]+$' as wanglei heatdesk ticket new enquiry place=x "$(cat "$work/huge")"
expect 0 'chain whole' heatdesk audit verify
finish_cli

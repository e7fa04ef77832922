#!/usr/bin/env bash
# The command line on a database without a collector: every verb with good and bad input and as the
# wrong person, hostile texts, JSON, and an order that nobody takes.
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
sql() {
    PGUSER=postgres psql -XAtq -v ON_ERROR_STOP=1 -c "$1" >/dev/null
}

# ---- before there is a schema
for words in 'get S1' 'set S1/T 4 --reason x' journal 'audit verify' 'user list' "import $work" \
    "export $work/out" 'user add x --role dispatcher'; do
    # shellcheck disable=SC2086
    expect 2 "no heatdesk schema: run 'heatdesk init'" heatdesk $words
done
expect 2 'does not exist' heatdesk get S1 --db dbname=no_such_database
expect 0 'migration 001_roles done' heatdesk init
expect 0 '' heatdesk init

# ---- people
expect 0 '' heatdesk user add wanglei --role dispatcher
expect 0 '' heatdesk user add zhangwei --role=supervisor
expect 0 '' heatdesk user add --role leader -- lina
expect 0 '' heatdesk user add lina --role auditor
expect 0 '' heatdesk user add 'o"; drop role wanglei; --' --role crew
expect 0 '' heatdesk user add 张伟 --role admin
expect 0 '' heatdesk user add keeper --role collector
expect 1 "no role 'king', expected dispatcher" heatdesk user add x --role king
expect 1 'no name for a login' heatdesk user add hd_owner --role crew
expect 1 'no name for a login' heatdesk user add '' --role crew
expect 1 'no name for a login' heatdesk user add $'a\e[2J' --role crew
expect 1 'no name for a login' heatdesk user add "$(printf '%070d' 1)" --role crew
expect 1 'it needs a login that may create logins' as wanglei heatdesk user add friend --role admin
expect 0 '^lina auditor$' heatdesk user list
expect 0 '^张伟 admin$' heatdesk user list
expect 0 '^o"; drop role wanglei; -- crew$' heatdesk user list
json heatdesk user list --json -- name role
expect 1 "'wanglei' has no PIN" heatdesk user clear-pin wanglei
as wanglei psql -XAtqc "select hd.pin_do(0, 'pin', '4711')" >/dev/null
expect 1 'it needs the role admin or leader; you are wanglei, dispatcher' as wanglei heatdesk user clear-pin wanglei
expect 0 '' as 张伟 heatdesk user clear-pin wanglei
expect 0 'PIN changed .*wanglei  .*张伟' heatdesk journal

# ---- the plant
heatplant city --out "$work/city" --stations 12 --households 300 --sources 1 --serial-lines 0 >/dev/null
expect 1 'No such file' heatdesk import "$work/none"
cp -r "$work/city" "$work/bad"
printf 'S0001,plc,no-such,tcp:127.0.0.1:9,1,\n=cmd,%s,,,,\n' $'\e[2J' >>"$work/bad/devices.csv"
expect 1 'devices\.csv:[0-9]+: ' heatdesk import "$work/bad"
expect 1 'nothing imported' heatdesk import "$work/bad"
expect 2 'role .* does not exist' as nobody_known heatdesk import "$work/city"
expect 1 '^nothing imported: it needs the role admin; you are zhangwei, supervisor$' as zhangwei heatdesk import "$work/city"
expect 1 '^未导入任何内容：需要管理员角色；您是 zhangwei，主管$' as zhangwei env LANG=zh_CN.UTF-8 heatdesk import "$work/city"
expect 0 'imported: ' heatdesk import "$work/city"
expect 0 '' heatdesk export "$work/out"
expect 0 '0 new, 0 changed, 0 retired' heatdesk import "$work/out"
expect 0 '' as zhangwei heatdesk export "$work/again"
diff -r "$work/out" "$work/again" || failures=$((failures + 1))
expect 1 '/proc/no' heatdesk export /proc/no

# ---- an order that no collector takes; meanwhile the rest
epoch=$(PGUSER=keeper psql -XAtqc "select epoch from hd.lease_hold('cli', 0, 1, 0)")
PGUSER=keeper psql -XAtq >/dev/null <<'SQL'
select hd.values_put(array_agg(id), array_agg(at), array_agg(layout), array_agg(n),
  (select array_agg(40.5::float8) from generate_series(1, sum(n))),
  decode(repeat('00', sum(n)::int), 'hex'), '{}', '{}', '{}', '{}')
from (select d.id, clock_timestamp() as at, f.layout, (select count(*)::int from hd.profile_point p where p.profile = d.profile) as n
      from hd.device d join hd.profile f on f.name = d.profile where d.retired is null order by d.id) x
SQL
PGUSER=keeper psql -XAtqc "select hd.lease_release('cli', $epoch)" >/dev/null
order_status=0
(as wanglei heatdesk set S0001/T2g_SP.1 42 --reason 'nobody is there' >"$work/order" 2>&1) &
order=$!
is_asked() {
    grep -q '^asked' "$work/order"
}
for _ in $(seq 300); do
    is_asked && break
    read -rt 0.1 <> <(:) || true
done
expect 3 '^refused busy' as wanglei heatdesk set S0001/T2g_SP.1 41 --reason x # as long as it may live

# ---- reading
expect 0 '^plc +T2g_SP\.1 +40\.5 +C +(good|stale) ' as zhangwei heatdesk get S0001/T2g_SP.1
expect 0 'T1g ' as wanglei heatdesk get S0001
expect 1 "no point 'T2g'; did you mean 'T2g.1'" as wanglei heatdesk get S0001/T2g
expect 1 "no point 'T2g'; did you mean 'T2g.1'" as wanglei heatdesk get S0001/plc/T2g
# ---- what a profile has and the station has not
read -r lacking circuits < <(PGUSER=postgres psql -XAtq -F ' ' -c "select n.code, count(c.id) from hd.node n
    join hd.node c on c.parent_id = n.id and c.kind = 'circuit'
    join hd.device d on d.node_id = n.id and d.profile = 'station-plc'
    group by n.code having count(c.id) < 3 order by n.code limit 1")
absent="T2g\\.$((circuits + 1))"
expect 0 "T2g\\.$circuits +40\\.5 +C +(good|stale) " as wanglei heatdesk get "$lacking"
expect 1 '' as wanglei sh -c "heatdesk get $lacking | grep '$absent '"
expect 1 '' as wanglei sh -c "heatdesk get $lacking --json | grep '\"$absent\"'"
expect 0 "$absent " as wanglei heatdesk get "$lacking" --all
expect 0 "$absent " as wanglei heatdesk get "$lacking/T2g.$((circuits + 1))"
expect 0 '二次供温设定' as wanglei env LANG=zh_CN.UTF-8 heatdesk get S0001/T2g_SP.1
expect 0 '^plc +T2g_SP\.1 +40\.5 +C +(good|stale) ' as wanglei env LANG=zh_CN.UTF-8 heatdesk get S0001/T2g_SP.1
json as wanglei heatdesk get S0001 --json -- station device point value unit quality age_s name
json as wanglei env LANG=zh_CN.UTF-8 heatdesk get S0001/T2g_SP.1 --json -- station point quality
grep -q '"name":"secondary supply set-point"' "$said" || {
    echo "FAILED: JSON is not English everywhere"
    failures=$((failures + 1))
}
expect 1 "no station 'S00O1'; did you mean 'S0001'" as wanglei heatdesk get S00O1
expect 1 "no station 'nowhere at all'" as wanglei heatdesk get 'nowhere at all'
expect 1 "no point 'T2g_PS.1'; did you mean 'T2g_SP.1'" as wanglei heatdesk get S0001/T2g_PS.1
expect 1 "没有.*T2g_PS.1.*T2g_SP.1" as wanglei env LANG=zh_CN.UTF-8 heatdesk get S0001/T2g_PS.1
expect 1 'no station' as wanglei heatdesk get $'\e]0;x\a\e[2J\u202e'
expect 1 'no station' as wanglei heatdesk get "' or true --"
expect 1 'no point' as wanglei heatdesk get "S0001/%n%s"
expect 1 'could not be written' as wanglei sh -c 'heatdesk get S0001 >/dev/full'
expect 1 'could not be written' as wanglei sh -c 'heatdesk journal --json >/dev/full'

# ---- refused where it is asked
expect 3 '^refused limit' as wanglei heatdesk set S0001/CV_SP.1 200 --reason x
expect 3 'outside the limits' as wanglei heatdesk set S0001/CV_SP.1 -4 --reason x
expect 3 '^refused step' as wanglei heatdesk set S0001/CV_SP.1 90 --reason x
expect 3 '^refused read-only' as wanglei heatdesk set S0001/T1g 41 --reason x
expect 3 '^refused right' as zhangwei heatdesk set S0001/CV_SP.1 41 --reason x
expect 3 '^refused right' as lina heatdesk set S0001/CV_SP.1 41 --reason x
expect 3 '已被拒绝|不在|超出' as wanglei env LANG=zh_CN.UTF-8 heatdesk set S0001/CV_SP.1 200 --reason x
expect 3 '^refused limit' as wanglei heatdesk set S0001/CV_SP.1 200 --reason $'\e[2J\n=cmd|\u202e%n\'); drop'
expect 1 'no point' as wanglei heatdesk set S0001/none 3 --reason x
expect 1 'no station' as wanglei heatdesk set nowhere/T 3 --reason x
sql "insert into hd.device_state select id, 1, true, 0, now() from hd.device"
expect 3 '^refused lost' as wanglei heatdesk set S0002/CV_SP.1 41 --reason x
sql "delete from hd.device_state; update hd.latest set q = decode(repeat('05', length(q)), 'hex')"
expect 3 '^refused stale' as wanglei heatdesk set S0002/CV_SP.1 41 --reason x
expect 0 ' - .*invalid' as wanglei heatdesk get S0002/CV_SP.1

# ---- the journal and its chain
expect 0 'T2g_SP.1 refused: .*limit|S0.* refused' as wanglei heatdesk journal
expect 0 'wanglei' as wanglei heatdesk journal --since '1 hour'
json as wanglei heatdesk journal --json --since 2000-01-01 -- seq at kind node device point old new who code text
json as wanglei env LANG=zh_CN.UTF-8 heatdesk journal --json -- seq kind
expect 1 "'yesterdayish' is no time" as wanglei heatdesk journal --since yesterdayish
expect 1 'is no time' as wanglei heatdesk journal --since "'; select 1"
expect 0 '^[0-9]+ facts, chain whole' as lina heatdesk audit verify

wait "$order" || order_status=$?
cp "$work/order" "$said"
if [ "$order_status" != 4 ] || ! grep -q '^expired' "$said"; then
    echo "FAILED: an order that nobody took: status $order_status"
    cat "$said"
    failures=$((failures + 1))
fi

# ---- two devices with one point: the one that answers, then by code
mkdir -p "$work/two/profiles"
printf '%s\n' code,kind,name,parent,circuit,households Q1,source,源,,, S0001,station,站,Q1,, >"$work/two/nodes.csv"
echo code,from,to,length_m,diameter_mm,valve >"$work/two/links.csv"
echo node,device,point,low,high,step >"$work/two/points.csv"
printf '[profile]\nzh = 表\nen = Meter\n[F1]\naddress = 1\ntype = int16\nunit = t/h\n' \
    >"$work/two/profiles/flow.profile"
printf '%s\n' node,device,profile,endpoint,unit,period_s S0001,second,flow,tcp:127.0.0.1,1,3600 \
    S0001,first,flow,tcp:127.0.0.1,2,3600 >"$work/two/devices.csv"
expect 0 '' heatdesk import "$work/two"
sql "delete from hd.latest; delete from hd.device_state; insert into hd.latest
     select d.id, 1, clock_timestamp(), array[case d.code when 'first' then 1 else 2 end]::float8[], '\x00', p.layout
     from hd.device d join hd.profile p on p.name = d.profile where d.profile = 'flow'"
expect 0 '^first +F1 +1 .*good ' as wanglei heatdesk get S0001/F1
sql "insert into hd.device_state select id, 1, true, 0, now() from hd.device where code = 'first'"
expect 0 '^second +F1 +2 .*good ' as wanglei heatdesk get S0001/F1
expect 0 '^first +F1 +- .*no communication|^first +F1 .*lost' as wanglei heatdesk get S0001/first/F1
sql "update hd.latest set q = '\x05'"
expect 0 '^second +F1 .*invalid' as wanglei heatdesk get S0001/F1

sql "alter table hd.fact disable trigger all; update hd.fact set text = 'forged' where seq = 3"
expect 1 '\b3\b' heatdesk audit verify
sql "insert into hd.schema_version values (9999, now(), 'later')"
expect 2 'version 9999, this program knows' as wanglei heatdesk get S0001
expect 2 '9999' heatdesk init
finish_cli
echo "plant: as the manual says"

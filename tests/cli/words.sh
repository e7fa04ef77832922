#!/usr/bin/env bash
# The command line without a database: usage, help, profiles, and output that cannot be written.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
export PATH=$build/ui:$PATH
. "$here/expect.bash"
work=$(mktemp -d "${TMPDIR:-/tmp}/heatdesk-cli.XXXXXX")
trap 'rm -rf "$work" "$said"' EXIT
cd "$work"
# nobody is at home there: what needs a database must say so, what does not must not ask
export PGHOST=$work PGPORT=1 PGCONNECT_TIMEOUT=5

expect 0 '^heatdesk [0-9]+\.[0-9]+' heatdesk version
expect 0 '^heatdesk [0-9]+\.[0-9]+' heatdesk --version
expect 0 '^heatdesk audit verify' heatdesk help
expect 0 '^heatdesk audit verify' heatdesk --help
expect 0 '^heatdesk set STATION/POINT VALUE' heatdesk help set
expect 0 '^heatdesk set STATION/POINT VALUE' heatdesk set --help
expect 0 '^heatdesk profile check FILE' heatdesk help profile
expect 1 "no verb 'nonsense'" heatdesk help nonsense
expect 1 "no verb 'exprot'; did you mean 'export'" heatdesk exprot
expect 1 "no verb 'qqqqqqqq'; 'heatdesk help' lists them" heatdesk qqqqqqqq
expect 1 'no verb .*2J' heatdesk $'\e[2Jx\r\n\x7f'
expect 1 'profile list' heatdesk profile
expect 1 'missing: STATION' heatdesk get
expect 1 'missing: VALUE$' heatdesk set S1/T --reason x
expect 0 '^heatdesk get STATION\[/POINT\] \[--db CONNINFO\] \[--json\] \[--all\]$' heatdesk help get
expect 0 '^heatdesk set STATION/POINT VALUE \[--db CONNINFO\] --reason TEXT$' heatdesk help set
expect 1 'heatdesk import DIR' heatdesk import
expect 0 '^heatdesk lines .*\[--json\]' heatdesk lines --help
expect 0 '^heatdesk rules check FILE' heatdesk help rules
expect 0 '^heatdesk alarms \[DAYS\] .*\[--report\]' heatdesk alarms --help
expect 1 "'ack' has no option '--reason'" heatdesk ack 1 --reason x
expect 1 "option '--minutes' needs a value: N" heatdesk shelve 1 --minutes
expect 1 "'b' is one word too many" heatdesk get a b
expect 1 "'get' has no option '--reason'" heatdesk get S1 --reason x
expect 1 "'get' has no option '--json=1'" heatdesk get S1 --json=1
expect 1 "'profile list' has no option '--db'" heatdesk profile list --db x
expect 1 "option '--db' needs a value: CONNINFO" heatdesk get S1 --db
expect 1 'is no option, or lacks its value' heatdesk --nonsense
expect 1 'is no option, or lacks its value' heatdesk --db
expect 1 'there is no theme "green": .*night' heatdesk --theme green
expect 1 'languages are zh_CN and en' heatdesk --lang fr
expect 1 'a verb stands first' heatdesk --theme day get S1
expect 1 '--wall 2: expected seconds, 3 to 3600' heatdesk --wall 2
expect 1 '--wall 1h: expected seconds' heatdesk --wall=1h
expect 1 'a verb stands first' heatdesk --wall get S1
expect 1 'is no number' heatdesk set S1/T 4x --reason x
expect 1 'is no number' heatdesk set S1/T '' --reason x
expect 1 'a set-point needs a reason' heatdesk set S1/T 40
expect 1 'a set-point needs a reason' heatdesk set S1/T 40 --reason ''
expect 1 'names no point' heatdesk set S1 40 --reason x
expect 1 'is no station' heatdesk get ''
expect 1 'is no station' heatdesk get "$(printf '%0200d' 1)"
expect 1 'needs a role' heatdesk user add somebody

echo scope,point,rule >"$work/rules.csv"
for words in 'get S1' 'set S1/T -4 --reason=x' 'journal' 'audit verify' 'user list' 'init' \
    'user add x --role dispatcher' "import $work" "export $work/out" alarms 'alarms --shelved --json' \
    'alarms --since 2h' 'alarms --report 7' 'ack 1' 'shelve S1 --minutes 5 --reason x' 'unshelve 1' \
    'rules export' "rules export $work/out.csv --all" "rules check $work/rules.csv" \
    "rules import $work/rules.csv"; do
    # shellcheck disable=SC2086
    expect 2 '^heatdesk: connection to server' heatdesk $words
done
expect 2 '^heatdesk: ' heatdesk get S1 --db 'this is no connection string'
expect 2 '^heatdesk: ' heatdesk get --db='host=/nowhere' -- S1
expect 2 '连接|connection' env LC_ALL=zh_CN.UTF-8 heatdesk get S1

expect 0 '^station-plc +[0-9]+ points' heatdesk profile list
expect 0 '^\[T2g_SP\.1\]' heatdesk profile show station-plc
expect 1 "did you mean 'station-plc'" heatdesk profile show station-plx
expect 1 "'heatdesk profile list' lists them" heatdesk profile show zzzzzzzzz
for name in $(heatdesk profile list | awk '{ print $1 }'); do
    heatdesk profile show "$name" >"$work/$name.profile"
    expect 0 "^$name: " heatdesk profile check "$work/$name.profile"
    expect 0 'requests?' heatdesk profile check "$work/$name.profile"
done
printf '[profile]\nzh = \033[2J\n[A]\naddress = 99999\ntype = int17\n' >"$work/bad.profile"
expect 1 '^.*bad\.profile:[0-9]+: ' heatdesk profile check "$work/bad.profile"
expect 1 'No such file' heatdesk profile check "$work/none.profile"
expect 1 'heatdesk: ' heatdesk profile check "$work"
head -c 3000 /dev/urandom >"$work/noise.profile"
expect 1 'noise\.profile' heatdesk profile check "$work/noise.profile"

# what cannot be written is not done: a full disk, a reader that has gone
expect 1 'could not be written' sh -c 'heatdesk profile show station-plc >/dev/full'
status=$(bash -c 'heatdesk profile show station-plc | :; echo "${PIPESTATUS[0]}"')
[ "$status" = 141 ] || [ "$status" = 1 ] || [ "$status" = 0 ] || {
    echo "FAILED: a reader that has gone: status $status"
    failures=$((failures + 1))
}
finish_cli
echo "words: as the manual says"

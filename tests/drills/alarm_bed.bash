# Sourced by the drills of alarms: a plant of simple stations in $work, a database and the people in it.
# Needs $here, $build, $stations.
unset LC_ALL LC_MESSAGES LANGUAGE
export PATH=$build/ui:$build/backend:$build/backend/plant:$PATH
export LANG=en_US.UTF-8 LC_CTYPE=C.UTF-8
. "$here/../end2end/screen.bash" # until_true
work=$(mktemp -d /tmp/heatdesk-alarms.XXXXXX)
pids=()
finish() {
    trap - EXIT INT TERM
    for pid in "${pids[@]}"; do
        kill -CONT "$pid" 2>/dev/null || true
        kill "$pid" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

sql() {
    LC_ALL=C.UTF-8 psql -XAtq -v ON_ERROR_STOP=1 -c "$1"
}
# is SQL VALUE
is() {
    [ "$(sql "$1")" = "$2" ]
}
say_wrong() {
    echo "WRONG: $*"
    wrong=$((wrong + 1))
}
wrong=0
# expect_same WHAT SQL VALUE
expect_same() {
    local got
    got=$(sql "$2")
    [ "$got" = "$3" ] || say_wrong "$1: expected $3, got $got"
}
fault() {
    heatplant tell "$work/control" "$@" >/dev/null
}
# For so many tenths of a second nothing is done: what happens meanwhile is what is wanted.
let_pass() {
    read -rt "$(($1 / 10)).$(($1 % 10))" <> <(:) || true
}

bed_start() {
    local address
    mkdir -p "$work/plant/profiles"
    {
        printf '[profile]\nzh = 站\nen = station\nfunctions = 3, 6\nwrite_function = 6\nperiod_s = 2\n'
        printf 'timeout_ms = 500\n[defaults]\narea = holding\n'
        printf '[T2g_SP.1]\naddress = 10\ntype = int16\nscale = 0.1\naccess = write\nset_low = 20\n'
        printf 'set_high = 90\nzh = 温\nen = t\n'
        printf '[T2g.1]\naddress = 11\ntype = int16\nscale = 0.1\nzh = 供\nen = s\n'
    } >"$work/plant/profiles/drill.profile"
    address=127.$((1 + $$ / 250 % 250)).$((1 + $$ % 250)).2
    {
        printf 'code,kind,name,parent,circuit,households\nR1,source,R1,,,\n'
        for i in $(seq "$stations"); do printf 'S%s,station,S%s,R1,,100\n' "$i" "$i"; done
    } >"$work/plant/nodes.csv"
    {
        printf 'node,device,profile,endpoint,unit,period_s\n'
        for i in $(seq "$stations"); do printf 'S%s,plc,drill,tcp:%s:%s,1,\n' "$i" "$address" $((20000 + i)); done
    } >"$work/plant/devices.csv"
    printf 'code,from,to,length_m,diameter_mm,valve\n' >"$work/plant/links.csv"
    printf 'node,device,point,low,high,step\n' >"$work/plant/points.csv"
    heatplant --plant "$work/plant" --speed 0 --control "$work/control" >"$work/plant.log" 2>&1 &
    pids+=($!)
    until_true 60 grep -q '^ready' "$work/plant.log"
    heatdesk init >/dev/null
    heatdesk user add drill_collector --role collector >/dev/null
    heatdesk user add drill_dispatcher --role dispatcher >/dev/null
    heatdesk import "$work/plant" >/dev/null
}

# collector NAME: its process is $!
collector() {
    mkdir -p "$work/spool-$1"
    heatdeskd --db user=drill_collector --spool "$work/spool-$1" --name "$1" >>"$work/$1.log" 2>&1 &
}

# Every station has been polled since now.
polled_since() {
    is "select count(*) from hd.latest where at > to_timestamp($1)" "$stations"
}

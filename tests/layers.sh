#!/usr/bin/env bash
# The layout is the architecture: checks which files include which. Prints each breach; exit 1.
set -eu
cd "$(dirname "$0")/.."

# layer: what it may include of ours | which foreign headers it may know
rules() {
    cat <<'R'
backend/base    backend/base                                                     -
backend/device  backend/base,backend/device                                      -
backend/core    backend/base,backend/device,backend/core                         -
backend/field   backend/base,backend/device,backend/core,backend/field           uv.h
backend/store   backend/base,backend/device,backend/core,backend/store           uv.h
backend/plant   backend/base,backend/device,backend/core,backend/plant           uv.h,modbus.h,modbus/modbus.h
backend/courier backend/base,backend/device,backend/core,backend/store,backend/courier uv.h,curl/curl.h
backend         backend/base,backend/device,backend/core,backend/field,backend/store,backend -  uv.h
widgets         backend/base,widgets                                             curses.h,ncurses.h
ui              backend/base,backend/device,backend/core,backend/store,widgets,ui  uv.h
ui/notify       -                                                                -
themes          widgets,themes                                                   -
R
}

# foreign header: the only files that may include it
only() {
    cat <<'R'
libpq-fe.h        ^backend/store/pg\.c$
modbus/modbus.h   ^backend/field/link_rtu\.c$|^backend/plant/
modbus.h          ^backend/field/link_rtu\.c$|^backend/plant/
curl/curl.h       ^backend/courier/post\.c$
curses.h          ^widgets/|^ui/(terminal|paint)\.[ch]$
ncurses.h         ^widgets/|^ui/(terminal|paint)\.[ch]$
libnotify/notify.h ^ui/notify/heatdesk-notify\.c$
R
}

sources() {
    git ls-files -co --exclude-standard -- 'backend/*.[ch]' 'widgets/*.[ch]' 'ui/*.[ch]' 'themes/*.[ch]'
}

breaches=$(mktemp)
trap 'rm -f "$breaches"' EXIT
includes=$(sources | xargs grep -HoE '^ *# *include +["<][^">]+[">]' | sed -E 's/: *# *include +["<]/ /; s/[">]$//')

declare -A may knows_uv only_in
while read -r layer ours foreign; do
    may[$layer]=$ours
    case " $foreign " in *uv.h*) knows_uv[$layer]=1 ;; esac
done < <(rules)
while read -r header files; do
    only_in[$header]=$files
done < <(only)

while read -r file header; do
    layer=${file%/*}
    ours=${may[$layer]:-}
    [ -n "$ours" ] || {
        echo "$file: folder $layer has no rule" >>"$breaches"
        continue
    }
    case $header in
    backend/* | widgets/* | ui/* | themes/*)
        case ",$ours," in
        *",${header%/*},"* | *",$header,"*) ;;
        *) echo "$file: may not include $header (may: $ours)" >>"$breaches" ;;
        esac
        ;;
    uv.h) [ "${knows_uv[$layer]:-}" ] || echo "$file: layer $layer may not know libuv" >>"$breaches" ;;
    esac
    pattern=${only_in[$header]:-}
    if [ -n "$pattern" ] && ! [[ $file =~ $pattern ]]; then
        echo "$file: only $pattern may include <$header>" >>"$breaches"
    fi
done <<EOF
$includes
EOF

# pure core: no clock, no random, no environment
grep -nE '\b(time|clock_gettime|gettimeofday|rand|random|getenv|clock_mono|clock_wall) *\(' \
    $(sources | grep -E '^backend/(core|device)/.*\.c$') /dev/null |
    sed 's/$/   <- core and device are pure/' >>"$breaches" || true

# the screen is for the operator: no shell, no unbounded copies
grep -nE '\b(system|popen|execl|execlp|execle|execv|execvp|execvpe|sprintf|vsprintf|strcpy|strcat|gets|strtok) *\(' \
    $(sources | grep -E '\.c$') /dev/null | sed 's/$/   <- banned function/' >>"$breaches" || true

grep -nE '\.\./shared' $(sources) README.md dev /dev/null |
    sed 's/$/   <- only tests read outside data/' >>"$breaches" || true

# include circles among headers
circle=$(printf '%s\n' "$includes" | awk '$1 ~ /\.h$/ && $2 ~ /^(backend|widgets|ui|themes)\// && $1 != $2' |
    tsort 2>&1 >/dev/null | sed -n 's/^tsort: //p')
[ -z "$circle" ] || echo "include circle: $circle" >>"$breaches"

if [ -s "$breaches" ]; then
    cat "$breaches"
    exit 1
fi
echo "layers: $(printf '%s\n' "$includes" | wc -l) includes, no breach, no circle"

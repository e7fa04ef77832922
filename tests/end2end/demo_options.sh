#!/usr/bin/env bash
# A mistake in the demo's options is told before anything is built or started, and the console's own
# words are the last.
set -eu
here=$(dirname "$(readlink -f "$0")")
build=$1
said=$(mktemp)
trap 'rm -f "$said"' EXIT
refused() { # MESSAGE OPTION…
    local message=$1 program code
    shift
    for program in "$here/../demo $build" "$here/../../dev demo"; do
        code=0
        $program "$@" >"$said" 2>&1 || code=$?
        [ "$code" = 2 ] && [ "$(head -n 1 "$said")" = "demo: $message" ] &&
            [[ $(sed -n 2p "$said") == 'usage: ./dev demo '* ]] && [ "$(wc -l <"$said")" = 3 ] && continue
        echo "$program $*: status $code, expected \"$message\""
        cat "$said"
        exit 1
    done
}
refused '--stations needs a value' --stations
refused '--theme needs a value' --speed 2 --theme
refused '"--bogus" is no option' --bogus
refused '"bash" is no option' --stations 5 bash
refused '--stations many, expected a number' --stations many
refused '--households , expected a number' --households=
"$here/../demo" - --stations=5 --speed 0.5 --lang zh_CN --theme=night --command bash

code=0
"$here/../demo" "$build" --stations 2 --sources 1 --households 0 --theme=none >"$said" 2>&1 || code=$?
[ "$code" = 1 ] && [[ $(tail -n 5 "$said") == *'heatdesk: '*none*'contrast, cvd'* ]] || {
    echo "status $code"
    cat "$said"
    exit 1
}
echo "options are checked first"

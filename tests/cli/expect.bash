# Sourced by the tests of the command line. English, whatever the machine speaks.
unset LC_ALL LC_MESSAGES LANGUAGE
export LANG=en_US.UTF-8 LC_CTYPE=C.UTF-8
psql() { # its wrapper complains about a locale that this machine may not have
    LC_ALL=C.UTF-8 command psql "$@"
}
failures=0
said=$(mktemp "${TMPDIR:-/tmp}/heatdesk-said.XXXXXX")
# expect CODE PATTERN COMMAND…: the exit status, and an extended regex that one of its lines fits
# ("" = whatever it says)
expect() {
    local code=$1 pattern=$2 status=0
    shift 2
    "$@" >"$said" 2>&1 || status=$?
    if [ "$status" != "$code" ] || { [ -n "$pattern" ] && ! grep -qE -- "$pattern" "$said"; }; then
        echo "FAILED: $*"
        echo "    status $status, expected $code and /$pattern/; it said:"
        sed 's/^/    | /' "$said"
        failures=$((failures + 1))
    fi
    if LC_ALL=C grep -q $'[\001-\010\013-\037]' "$said"; then
        echo "FAILED: $*: control characters in what it said"
        failures=$((failures + 1))
    fi
}
# is_json KEY…: standard input is JSON objects, one a line and at least one, each with these keys
is_json() {
    python3 -c '
import json, sys
lines = sys.stdin.buffer.read().decode("utf-8", "strict").splitlines()
objects = [json.loads(line) for line in lines]
assert objects, "nothing"
for one in objects:
    missing = [key for key in sys.argv[1:] if key not in one]
    assert not missing, f"{missing} not in {one}"
' "$@"
}
# json COMMAND… -- KEY…: it succeeds and what it prints is_json
json() {
    local words=()
    while [ "$1" != -- ]; do
        words+=("$1")
        shift
    done
    shift
    if ! "${words[@]}" >"$said" || ! is_json "$@" <"$said"; then
        echo "FAILED: no good JSON from: ${words[*]}"
        sed 's/^/    | /' "$said"
        failures=$((failures + 1))
    fi
}
finish_cli() {
    rm -f "$said"
    [ "$failures" = 0 ] || {
        echo "$failures failures"
        exit 1
    }
}

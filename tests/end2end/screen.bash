# Sourced by tests that drive the console in a real terminal: a private tmux server, waits for
# texts with a bound, never sleeps for a result.
opened=0 server=heatdesk-test-$$
mux() {
    tmux -L "$server" -f /dev/null "$@"
}
# screen_open COLUMNS ROWS COMMAND; when it ends the screen shows "ended: status N"
screen_open() {
    opened=$((opened + 1)) # each a server of its own: one that is ending would take the next along
    server=heatdesk-test-$$-$opened
    mux new-session -d -s t -x "$1" -y "$2" "$3; printf '\nended: status %s\n' \$?; read _"
}
screen_close() {
    mux kill-server 2>/dev/null || true
}
screen_text() {
    mux capture-pane -p -t t
}
keys() {
    mux send-keys -t t "$@"
}
# wait_for PATTERN [SECONDS]: until the screen shows it (extended regex).
wait_for() {
    local until=$((SECONDS + ${2:-20}))
    while ! screen_text | grep -qE -- "$1"; do
        if [ $SECONDS -ge $until ]; then
            echo "never shown: $1"
            echo "--- the screen:"
            screen_text
            return 1
        fi
        read -rt 0.05 <> <(:) || true
    done
}
wait_gone() {
    local until=$((SECONDS + ${2:-20}))
    while screen_text | grep -qE -- "$1"; do
        if [ $SECONDS -ge $until ]; then
            echo "still shown: $1"
            screen_text
            return 1
        fi
        read -rt 0.05 <> <(:) || true
    done
}
# until_true SECONDS COMMAND…
until_true() {
    local until=$((SECONDS + $1))
    shift
    while ! "$@"; do
        [ $SECONDS -lt $until ] || {
            echo "never true: $*"
            return 1
        }
        read -rt 0.1 <> <(:) || true
    done
}

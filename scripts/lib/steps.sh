# Long commands with progress, sourced by the other scripts after say.sh: the output goes to a file
# in build/logs, the user sees a line now and then.

logs=$root/build/logs

running=
stop_running() {
    [ -z "$running" ] || kill -TERM -- "-$running" 2>/dev/null || true
}
trap stop_running EXIT
trap 'exit 130' INT TERM HUP

# Milliseconds since some moment, for spans only.
now_ms() { date +%s%3N; }

# run_step NAME COMMAND...: runs the command, its output in build/logs/NAME.log; the command's
# status. STEP_SECONDS is how long it took.
run_step() {
    local name=$1 started pid shown=0 elapsed status=0
    shift
    mkdir -p "$logs"
    started=$(now_ms)
    set -m # a process group of its own, so that all of it can be stopped
    "$@" >"$logs/$name.log" 2>&1 </dev/null &
    set +m
    pid=$!
    running=$pid
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.1
        elapsed=$((($(now_ms) - started) / 1000))
        if [ $((elapsed / 15)) -gt "$shown" ]; then
            shown=$((elapsed / 15))
            say "$name: $elapsed s  $(last_words "$logs/$name.log")"
        fi
    done
    wait "$pid" || status=$?
    running=
    STEP_SECONDS=$((($(now_ms) - started + 500) / 1000))
    return "$status"
}

# The last line of a log, without escape sequences, short enough for one line of 100 columns.
last_words() {
    tail -c 2000 "$1" | tr '\r' '\n' | sed 's/\x1b\[[0-9;]*[A-Za-z]//g' |
        tr -cd '[:print:]\n' | { grep -v '^ *$' || true; } | tail -n 1 | sed 's/^ *//' | cut -c 1-70
}

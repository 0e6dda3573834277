#!/usr/bin/env bash
# Draws docs/count.svg and docs/watch.svg: what koffset shows in a terminal, on a real Kafka broker with a plausible load.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

readonly USAGE="usage: screenshots.sh [count] [watch]     (both unless named)"
readonly COLUMNS_SHOWN=110 ROWS_SHOWN=32 PATIENCE_S=60
readonly HOUR_MS=3600000 DAY_MS=86400000
# Records of each hour of a day and partition: a quiet night, two peaks, and an hour in which a producer stood still.
readonly LOAD=(90 60 45 40 55 120 260 480 760 910 980 1040 1150 1080 960 930 12 640 1010 940 720 510 330 190)

# ---- the terminal ----

terminal() { tmux -u -L "koffset-$$" -f /dev/null "$@"; }

# The screen without the prompt that a command leaves behind, and without what is empty below.
on_screen() {
    local screen
    screen=$(terminal capture-pane -e -p -t shot)
    printf '%s' "${screen%$'\n$'}"
}

await_on_screen() {
    local since=$SECONDS
    until terminal capture-pane -p -t shot | grep -qE "$1"; do
        ((SECONDS - since < PATIENCE_S)) || die "the screen does not show $1: $(terminal capture-pane -p -t shot)"
        sleep 0.2
    done
}

# Types a command into a terminal, waits for a text (a regular expression) on its screen, presses keys that tmux knows
# by name, waits for the second text, and draws the screen: shoot FILE COMMAND TEXT [KEYS TEXT]...
shoot() {
    local file=$1 command=$2
    shift 2
    terminal new-session -d -s shot -x "$COLUMNS_SHOWN" -y "$ROWS_SHOWN" \
        "env PS1='$ ' bash --norc --noprofile"
    terminal set-option -g status off
    await_on_screen '^\$'
    terminal send-keys -t shot -l "$command"
    terminal send-keys -t shot Enter
    await_on_screen "$1"
    shift
    while (($#)); do
        # shellcheck disable=SC2086 # Several keys are several words.
        terminal send-keys -t shot $1
        await_on_screen "$2"
        shift 2
    done
    on_screen >"$work/screen"
    terminal kill-server
    "$target_dir/debug/examples/screenshot" <"$work/screen" >"$work/screen.svg"
    mv "$work/screen.svg" "$root/docs/$file"
    echo "docs/$file"
}

# ---- the load ----

ask_checker() {
    "$root/scripts/kafka.sh" checker >"$work/answers"
    if grep -q '"error"' "$work/answers"; then die "the load could not be made: $(<"$work/answers")"; fi
}

produce() { # TOPIC PARTITION COUNT START STEP
    echo '{"op":"produce","bootstrap":"'"$bootstrap"'","topic":"'"$1"'","partition":'"$2"',"count":'"$3"',"start":'"$4"',"step":'"$5"'}'
}

create_topics() {
    local topics=() topic
    for topic in "$@"; do topics+=('{"name":"'"$topic"'","partitions":3}'); done
    (IFS=, && echo '{"op":"create_topics","bootstrap":"'"$bootstrap"'","topics":['"${topics[*]}"']}')
}

# The orders of yesterday.
a_day_of_orders() {
    local now_ms start hour partition count
    now_ms=$(date +%s%3N)
    start=$(((now_ms / DAY_MS - 1) * DAY_MS))
    create_topics orders
    for hour in "${!LOAD[@]}"; do
        for partition in 0 1 2; do
            count=$((LOAD[hour] * (10 - partition) / 10))
            produce orders "$partition" "$count" $((start + hour * HOUR_MS)) $((HOUR_MS / count))
        done
    done
}

# Orders that come in for as long as this runs: about 90 records in a second, over three partitions.
orders_coming_in() {
    local partition
    while true; do
        for partition in 0 1 2; do produce orders "$partition" $((20 + RANDOM % 20)) "$(date +%s%3N)" 1; done
        sleep 1
    done | "$root/scripts/kafka.sh" checker
}

consumer() { # GROUP [OPTION...]
    local group=$1
    shift
    "$root/scripts/kafka.sh" tool console-consumer --bootstrap-server "$bootstrap" --topic orders --group "$group" "$@"
}

# billing keeps up; reports was stopped behind 20,000 records.
work_of_two_groups() {
    orders_coming_in &
    consumer billing --from-beginning &
    consumer reports --from-beginning --max-messages 20000 &
    wait
}

# ---- the screenshots ----

shoot_count() {
    local from to
    a_day_of_orders | ask_checker
    from=$(date -u -d yesterday +%FT00:00Z) to=$(date -u +%FT00:00Z)
    shoot count.svg "koffset count orders --from $from --to $to --by 1h" '█' "" '^\$ ?$'
}

shoot_watch() {
    if [[ ! -s $work/answers ]]; then a_day_of_orders | ask_checker; fi
    # In a process group of its own, which ends with the script.
    set -m
    work_of_two_groups </dev/null >"$work/load" 2>&1 &
    job=$!
    set +m
    await_group billing && await_group reports
    shoot watch.svg "koffset watch billing reports" 'orders' "" '[0-9]/s'
}

await_group() {
    local since=$SECONDS
    until koffset lag "$1" >/dev/null 2>&1; do
        ((SECONDS - since < PATIENCE_S)) || die "group $1 has not come: $(<"$work/load")"
        sleep 0.5
    done
}

end_screenshots() {
    terminal kill-server 2>/dev/null || true
    end_work
}

shots=("$@")
((${#shots[@]})) || shots=(count watch)
for shot in "${shots[@]}"; do
    [[ $shot == count || $shot == watch ]] || { echo "$USAGE" >&2 && exit 2; }
done
install_missing "${BUILD_TOOLS[@]}" "${KAFKA_TOOLS[@]}" tmux
cargo build --locked --quiet --bins --examples --manifest-path "$root/Cargo.toml"
PATH="$target_dir/debug:$PATH"
begin_work
trap end_screenshots EXIT
start_kafka --brokers 1
export KOFFSET_BOOTSTRAP_SERVER=$bootstrap KOFFSET_JOURNAL_DIR=$work/journal
for shot in "${shots[@]}"; do "shoot_$shot"; done

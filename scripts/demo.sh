#!/usr/bin/env bash
# A tour of koffset on a real Kafka broker of its own. Needs Debian and Rust, no terminal, and leaves nothing behind.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

readonly HOUR_MS=3600000 MINUTE_MS=60000

say() { printf '\n# %s\n' "$*"; }

# Prints a command as it would be typed, and runs it.
show() {
    printf '\n$ %s\n' "$*"
    "$@" </dev/null
}

kafka-consumer-groups.sh() {
    "$root/scripts/kafka.sh" tool consumer-groups --bootstrap-server "$bootstrap" "$@"
}

# A topic of three partitions with a record a minute: two have twelve hours of them, the third ended six hours ago.
produce_records() {
    local partition start=$1 count
    {
        echo '{"op":"create_topics","bootstrap":"'"$bootstrap"'","topics":[{"name":"orders","partitions":3}]}'
        for partition in 0 1 2; do
            count=$((partition == 2 ? 360 : 720))
            echo '{"op":"produce","bootstrap":"'"$bootstrap"'","topic":"orders","partition":'"$partition"',"count":'"$count"',"start":'"$start"',"step":'"$MINUTE_MS"'}'
        done
    } | "$root/scripts/kafka.sh" checker >"$work/produced"
    if grep -q '"error"' "$work/produced"; then die "no records were produced: $(<"$work/produced")"; fi
}

# Kafka's own console consumer, as the group billing, until it has read all 1,800 records.
consume_all() {
    "$root/scripts/kafka.sh" tool console-consumer --bootstrap-server "$bootstrap" --topic orders --group billing \
        --from-beginning --max-messages 1800 --timeout-ms 60000 >"$work/consumed" 2>&1 || die "$(<"$work/consumed")"
}

install_missing "${BUILD_TOOLS[@]}" "${KAFKA_TOOLS[@]}"
say "building koffset (the first time takes some minutes: librdkafka and OpenSSL are built from source)"
# With the examples, as the tests are: see check.sh.
cargo build --locked --quiet --bins --examples --manifest-path "$root/Cargo.toml"
PATH="$target_dir/debug:$PATH"

begin_work
say "starting a Kafka broker"
start_kafka --brokers 1
export KOFFSET_BOOTSTRAP_SERVER=$bootstrap KOFFSET_JOURNAL_DIR=$work/journal
echo "KOFFSET_BOOTSTRAP_SERVER=$bootstrap"

now_ms=$(date +%s%3N)
incident=$(date -u -d "@$(((now_ms - 3 * HOUR_MS) / 1000))" +%Y-%m-%dT%H:%M:00Z)
say "producing 1,800 records with timestamps over the last twelve hours, and consuming them as the group billing"
produce_records $((now_ms - 12 * HOUR_MS))
consume_all
cd "$work"

say "Where do the logs begin and end, and where were they three hours ago? (No record is that young in partition 2.)"
show koffset range orders --at "$incident"

say "Save where the group stands, and look at the file."
show koffset snapshot billing --output before.json
show koffset snapshot show before.json

say "What would going back to that time do? A dry run changes nothing."
show koffset reset billing --topic orders --to-timestamp "$incident" --dry-run

say "Write it down as a plan, for a colleague to review."
show koffset reset billing --topic orders --to-timestamp "$incident" --save-plan rewind.json
show koffset plan show rewind.json

say "Apply it. In a terminal koffset would ask first; --yes stands in for the answer here."
show koffset apply rewind.json --yes

say "Kafka's own tool agrees."
show kafka-consumer-groups.sh --describe --group billing

say "What has changed since the snapshot? (diff exits with 4 when there is a difference.)"
show koffset diff before.json live || true

say "Every change is in the journal, and can be taken back."
show koffset journal list
change=$(koffset journal list --format json | sed -n 's/.*"id": "\([^"]*\)".*/\1/p' | tail -n 1)
show koffset undo "$change" --yes
show koffset diff before.json live

say "That was the tour; the broker and its data go away now."

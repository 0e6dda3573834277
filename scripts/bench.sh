#!/usr/bin/env bash
# Times koffset beside Kafka's own tools and kcat on a cluster of three real brokers. --quick: a tenth of the size, fewer runs.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

partitions=5000 wide=1000 groups=1000 runs=10
case ${1:-} in
    --quick) partitions=500 wide=100 groups=100 runs=3 ;;
    "") ;;
    *) die "unknown argument $1; there is --quick" ;;
esac
# Each group has commits in the 20 partitions of one of these topics.
readonly TOPICS=50 PER_TOPIC=20

install_missing "${BUILD_TOOLS[@]}" "${KAFKA_TOOLS[@]}" hyperfine kcat
cargo build --release --locked --quiet --manifest-path "$root/Cargo.toml"
koffset=$target_dir/release/koffset
begin_work
# Thousands of partitions keep thousands of files open.
ulimit -n "$(ulimit -Hn)"
start_kafka --brokers 3
export KOFFSET_BOOTSTRAP_SERVER=$bootstrap KOFFSET_JOURNAL_DIR=$work/journal

# ---- the world ----

# One operation of the checker as a line of JSON: its name, then its other fields.
operation() { printf '{"op":"%s","bootstrap":"%s",%s}\n' "$1" "$bootstrap" "$2"; }

topic() { printf '{"name":"%s","partitions":%d}' "$1" "$2"; }

# The offset 0 in the partitions 0 to $2 - 1 of topic $1.
offsets() {
    local partition rows=""
    for ((partition = 0; partition < $2; partition++)); do
        rows+=",{\"topic\":\"$1\",\"partition\":$partition,\"offset\":0}"
    done
    printf '"offsets":[%s]' "${rows:1}"
}

world() {
    local n
    operation create_topics "\"topics\":[$(topic big "$partitions")],\"timeout_ms\":120000"
    operation create_topics "\"topics\":[$(topic wide "$wide")],\"timeout_ms\":120000"
    for ((n = 0; n < TOPICS; n++)); do operation create_topics "\"topics\":[$(topic "topic-$n" "$PER_TOPIC")]"; done
    # A record in each partition, so that there are two places to go to.
    for ((n = 0; n < wide; n++)); do operation produce "\"topic\":\"wide\",\"partition\":$n,\"count\":1"; done
    operation commit "\"group\":\"mover\",$(offsets wide "$wide")"
    for ((n = 0; n < groups; n++)); do
        operation commit "\"group\":\"group-$n\",$(offsets "topic-$((n % TOPICS))" "$PER_TOPIC")"
    done
}

echo "setting up $((partitions + wide + TOPICS * PER_TOPIC)) partitions and $groups groups" >&2
world | "$root/scripts/kafka.sh" checker >"$work/world"
if grep -m 1 '"error":"' "$work/world" >&2; then die "the world could not be set up"; fi

# ---- the peers ----

# The command line to which kafka-run-class.sh comes in the end, without the time that the script itself takes.
kafka_tool() {
    local jars
    jars=$("$root/scripts/kafka.sh" fetch | sed -n 's/^jars=//p')
    echo "${JAVA_HOME:+$JAVA_HOME/bin/}java -Xmx256M -server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35" \
        "-XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true -Dcom.sun.management.jmxremote" \
        "-Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false" \
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp $jars/* org.apache.kafka.tools.$1 --bootstrap-server $bootstrap"
}

get_offsets="$(kafka_tool GetOffsetShell)"
consumer_groups="$(kafka_tool consumer.group.ConsumerGroupCommand)"
kcat_latest="kcat -Q -b $bootstrap"
for ((n = 0; n < partitions; n++)); do kcat_latest+=" -t big:$n:-1"; done
# kcat takes a partition only once.
printf '#!/bin/sh\n%s\n%s\n' "$kcat_latest" "${kcat_latest//:-1/:-2}" >"$work/kcat-both"
chmod +x "$work/kcat-both"

# ---- the comparison ----

# Prints one row: the work, koffset's command, the peer and its command, the goal; more arguments go to hyperfine.
compare() {
    local what=$1 ours=$2 peer=$3 theirs=$4 goal=$5 times
    shift 5
    hyperfine -N --style none --warmup 1 --runs "$runs" "$@" --export-csv "$work/times" \
        -n koffset "$koffset $ours" -n "$peer" "$theirs" >"$work/hyperfine" 2>&1 || die "$(<"$work/hyperfine")"
    # The median, in seconds, is the fifth column from the right; a name may hold a comma.
    times=$(awk -F, 'NR > 1 { print $(NF - 4) }' "$work/times" | tr '\n' ' ')
    awk -v what="$what" -v peer="$peer" -v goal="$goal" -v times="$times" 'BEGIN {
        split(times, t, " ")
        share = t[2] < t[1] ? sprintf("%.1f times as long", t[1] / t[2]) : sprintf("1/%.1f of it", t[2] / t[1])
        printf "| %s | %.3f s | %s: %.3f s | %s | %s |\n", what, t[1], peer, t[2], share, goal
    }'
}

echo "| work | koffset | peer | koffset takes | goal |"
echo "|---|---|---|---|---|"
compare "--help" "--help" kafka-consumer-groups "$consumer_groups --help" "0.010 s" --ignore-failure
compare "range of $partitions partitions: both ends and last stable" "range big" \
    "kafka-get-offsets, one end" "$get_offsets --topic big" "1/8"
compare "the same" "range big" "kcat -Q, each end" "$work/kcat-both" "no slower"
compare "the same" "range big" "kcat -Q, one end" "$kcat_latest" "-"
compare "one group's offsets and lag" "snapshot group-7" \
    kafka-consumer-groups "$consumer_groups --describe --group group-7" "1/10, 0.1 s"
compare "reset of $wide partitions, dry run" "reset mover --topic wide --to-latest --dry-run" \
    kafka-consumer-groups "$consumer_groups --reset-offsets --group mover --topic wide --to-latest --dry-run" "0.5 s"
compare "reset of $wide partitions" "reset mover --topic wide --to-latest --yes" \
    kafka-consumer-groups "$consumer_groups --reset-offsets --group mover --topic wide --to-latest --execute" "0.5 s" \
    --prepare "$koffset reset mover --topic wide --to-earliest --yes --quiet"
compare "snapshot of $((groups + 1)) groups, $((groups * PER_TOPIC + wide)) commits" "snapshot --all-groups" \
    kafka-consumer-groups "$consumer_groups --describe --all-groups" "1/20, 0.7 s"

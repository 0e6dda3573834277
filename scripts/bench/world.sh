# Sourced by bench.sh: what it measures on, made by the checker, which takes a line of JSON for each operation.
# shellcheck shell=bash disable=SC2154 # What is read here is set there.

# Each group has commits in the 20 partitions of one of these topics.
readonly TOPICS=50 PER_TOPIC=20
# What a partition of them holds.
readonly RECORDS=5
# A controller takes at most 10,000 records for one request, of which each partition is one.
readonly PER_REQUEST=5000

# Makes what a function's operations tell.
set_up() {
    "$@" | "$root/scripts/kafka.sh" checker >"$work/world"
    if grep -m 1 '"error":"' "$work/world" >&2; then die "the world could not be set up"; fi
}

first_world() {
    local n partition
    create_topic big "$partitions"
    create_topic wide "$wide"
    for ((n = 0; n < TOPICS; n++)); do
        create_topic "topic-$n" "$PER_TOPIC"
        for ((partition = 0; partition < PER_TOPIC; partition++)); do produce "topic-$n" "$partition" "$RECORDS"; done
    done
    # A record in each partition, so that there are two places to go to.
    for ((n = 0; n < wide; n++)); do produce wide "$n" 1; done
    operation commit "\"group\":\"mover\",$(offsets wide "$wide" 0 1)"
    create_topic narrow "$narrow"
    for ((n = 0; n < narrow; n++)); do produce narrow "$n" 1; done
    operation commit "\"group\":\"walker\",$(offsets narrow "$narrow" 0 1)"
    more_groups 0 "${sizes[0]}"
}

# The groups $1 to $2 - 1, each of which stands somewhere else.
more_groups() {
    local n
    for ((n = $1; n < $2; n++)); do
        operation commit "\"group\":\"group-$n\",$(offsets "topic-$((n % TOPICS))" "$PER_TOPIC" "$n" $((RECORDS + 1)))"
    done
}

more_partitions() {
    local count=$((more_partitions < PER_REQUEST ? more_partitions : PER_REQUEST))
    create_topic huge "$count"
    while ((count < more_partitions)); do
        count=$((count + PER_REQUEST < more_partitions ? count + PER_REQUEST : more_partitions))
        operation create_partitions "\"topic\":\"huge\",\"count\":$count,\"timeout_ms\":300000"
    done
}

# One operation of the checker: its name, then its other fields.
operation() { printf '{"op":"%s","bootstrap":"%s",%s}\n' "$1" "$bootstrap" "$2"; }

create_topic() {
    operation create_topics "\"topics\":[{\"name\":\"$1\",\"partitions\":$2}],\"timeout_ms\":300000"
}

produce() { operation produce "\"topic\":\"$1\",\"partition\":$2,\"count\":$3"; }

# Offsets below $4 in the partitions 0 to $2 - 1 of topic $1, from $3 on, each one more than the last.
offsets() {
    local partition rows=""
    for ((partition = 0; partition < $2; partition++)); do
        rows+=",{\"topic\":\"$1\",\"partition\":$partition,\"offset\":$((($3 + partition) % $4))}"
    done
    printf '"offsets":[%s]' "${rows:1}"
}

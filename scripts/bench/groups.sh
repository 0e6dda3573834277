# Sourced by bench.sh: all groups of the cluster, in time and in memory, and whether Kafka's tool says the same.
# shellcheck shell=bash disable=SC2154 # What is read here is set there.

# The numbers of groups in the order in which they were measured, and the seconds that two formats took.
measured=() table_times=() csv_times=()

groups_titles() {
    printf '\n| %s | koffset | at most in memory | kafka-consumer-groups | at most in memory | koffset takes | goal |\n' \
        "all groups x $PER_TOPIC partitions"
    echo "|---|---|---|---|---|---|---|"
}

# Rows for each format beside the peer, which runs once; dies where the two tell different numbers.
groups_and_peer() {
    local count=$1 goal=$2 theirs words
    read -ra words <<<"$consumer_groups"
    theirs=$(spent "$work/described" "${words[@]}" --describe --all-groups)
    groups_rows "$count" "$goal" "$theirs"
    assert_equal "$count"
}

# Rows for each format without a peer.
groups_alone() { groups_rows "$1" - ""; }

groups_rows() {
    local count=$1 goal=$2 theirs=$3 format ours
    for format in table json jsonl csv openmetrics; do
        ours=$(median "lag.$format" "$koffset" lag --all-groups --format "$format")
        groups_row "$count: lag, $format" "$ours" "$theirs" "$goal"
        if [[ $format == table ]]; then table_times+=("${ours% *}"); fi
        if [[ $format == csv ]]; then csv_times+=("${ours% *}"); fi
    done
    ours=$(median snapshot "$koffset" snapshot --all-groups --quiet)
    groups_row "$count: snapshot" "$ours" "$theirs" "$goal"
    ours=$(median list "$koffset" group list --wide)
    groups_row "$count: group list --wide" "$ours" "" -
    measured+=("$count")
}

# One row: the work, what koffset spent, what the peer did, and the goal.
groups_row() {
    local ours theirs
    read -ra ours <<<"$2"
    read -ra theirs <<<"${3:-}"
    if ((${#theirs[@]})); then
        theirs=("${theirs[0]} s" "${theirs[1]} MB" "$(share "${ours[0]}" "${theirs[0]}")")
    else
        theirs=(- - -)
    fi
    echo "| $1 | ${ours[0]} s | ${ours[1]} MB | ${theirs[0]} | ${theirs[1]} | ${theirs[2]} | $4 |"
}

# What a command spends: seconds, and megabytes at most; its output goes to file $1.
spent() {
    local out=$1
    shift
    command time --format '%e %M' --output "$work/spent" "$@" >"$out" 2>"$work/complaints" || die "$(<"$work/complaints")"
    awk '{ printf "%.2f %.0f", $1, $2 / 1000 }' "$work/spent"
}

# The run of the middle time among some; the last one's output goes to file $1 in the work folder.
median() {
    local out=$work/$1 n
    shift
    for ((n = 0; n < 5; n++)); do
        spent "$out" "$@"
        echo
    done | sort -n | sed -n 3p
}

# Committed, end and lag of every partition, as both say it.
assert_equal() {
    awk '$3 ~ /^[0-9]+$/ { print $1, $2, $3, $4, $5, $6 }' "$work/described" | sort >"$work/theirs"
    awk -F, 'NR > 1 && $7 != "" { print $1, $4, $5, $7, $8 == "" ? "-" : $8, $10 == "" ? "-" : $10 }' "$work/lag.csv" |
        sort >"$work/ours"
    (($(wc -l <"$work/ours") == $1 * PER_TOPIC + wide + narrow)) || die "$(wc -l <"$work/ours") commits were shown, which is not all"
    cmp --quiet "$work/ours" "$work/theirs" ||
        die "koffset and Kafka's tool differ: $(diff "$work/ours" "$work/theirs" | head -n 10 || true)"
    echo "$1 groups: both tell the same committed, end and lag of $(wc -l <"$work/ours") partitions" >&2
}

# What a thousand groups cost as their number grows.
growth() {
    printf '\n| groups | table, per 1,000 | of the first | csv, per 1,000 | of the first |\n|---|---|---|---|---|\n'
    local n
    for n in "${!measured[@]}"; do
        awk -v count="${measured[n]}" -v first="${measured[0]}" -v table="${table_times[n]}" -v table0="${table_times[0]}" \
            -v csv="${csv_times[n]}" -v csv0="${csv_times[0]}" 'BEGIN {
            printf "| %d | %.0f ms | %.2f | %.0f ms | %.2f |\n", count, table * 1e6 / count, (table / count) / (table0 / first),
                csv * 1e6 / count, (csv / count) / (csv0 / first)
        }'
    done
}

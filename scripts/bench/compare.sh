# Sourced by bench.sh: one work of koffset's beside the same of a peer, by hyperfine.
# shellcheck shell=bash disable=SC2154 # What is read here is set there.

compare_titles() {
    printf '\n| work | koffset | peer | koffset takes | goal |\n|---|---|---|---|---|\n'
}

# Prints one row: the work, koffset's command, the peer and its command, the goal; more arguments go to hyperfine.
compare() {
    local what=$1 ours=$2 peer=$3 theirs=$4 goal=$5 times
    shift 5
    hyperfine -N --style none --warmup 1 --runs "$runs" "$@" --export-csv "$work/times" \
        -n koffset "$koffset $ours" -n "$peer" "$theirs" >"$work/hyperfine" 2>&1 || die "$(<"$work/hyperfine")"
    # The median, in seconds, is the fifth column from the right; a name may hold a comma.
    mapfile -t times < <(awk -F, 'NR > 1 { print $(NF - 4) }' "$work/times")
    printf '| %s | %.3f s | %s: %.3f s | %s | %s |\n' \
        "$what" "${times[0]}" "$peer" "${times[1]}" "$(share "${times[@]}")" "$goal"
}

# How much of the second time the first one is.
share() {
    awk -v ours="$1" -v theirs="$2" 'BEGIN {
        if (theirs < ours) printf "%.1f times as long", ours / theirs
        else printf "1/%.1f of it", theirs / ours
    }'
}

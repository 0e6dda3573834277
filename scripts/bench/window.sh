# Sourced by bench.sh: the time in which another client's commit may be overwritten: from the last look at a group to the
# answer to its change, by koffset's own clock.
# shellcheck shell=bash disable=SC2154 # What is read here is set there.

window_titles() {
    printf '\n| recheck to commit | median | longest |\n|---|---|---|\n'
}

# Prints a row: moves group $1 to both ends of topic $2, of $3 partitions.
window() {
    local group=$1 topic=$2 count=$3 n times
    # Where it stands already, nothing is moved.
    moved_to latest >/dev/null
    mapfile -t times < <(
        for ((n = 0; n < runs; n++)); do
            moved_to earliest
            moved_to latest
        done | sort -n
    )
    ((${#times[@]} == 2 * runs)) || die "koffset told ${#times[@]} times of $((2 * runs))"
    echo "| $count partitions | ${times[runs]} ms | ${times[-1]} ms |"
}

# The milliseconds that one move tells.
moved_to() {
    "$koffset" reset "$group" --topic "$topic" "--to-$1" --yes --verbose 2>&1 >"$work/moved" |
        sed -n 's/.*to the answer to its change: \(.*\) ms$/\1/p'
}

# Sourced by the runbooks: their steps. One that changes something, or waits, is only told in a dry run.
# shellcheck shell=bash
# shellcheck source=scripts/runbooks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# A command here is its name, its options, and behind -- the names of groups, which may look like options.

# Shows what a command would change; only members may stand against it yet.
preview() {
    local others
    step "what would change"
    call - "$1" --dry-run "${@:2}" 2>"$folder/preview.err"
    if ((status == 0 || status == 3)); then
        run_koffset "$1" --dry-run --format json "${@:2}" >"$folder/preview.json" 2>"$folder/preview.err"
    fi
    if ((status != 0 && status != 3)) || holds preview.json koffset.error; then
        cat "$folder/preview.err" >&2
        expect 0
    fi
    is_document preview.json koffset.plan
    others=$(jq '[.groups[].blockers[] | select(.code != "has_members" and .code != "active")] | length' "$folder/preview.json")
    if ((others)); then
        cat "$folder/preview.err" >&2
        surprise 3 "koffset would refuse this; its message stands above"
    fi
    jq -r "$SHOWN"' .groups[].blockers[].message | split("\n")[] | one_line' "$folder/preview.json"
}

# Runs a command of the operator's.
run_command() {
    if [[ $execute == no ]]; then
        echo "would run: $1"
        return
    fi
    echo "\$ $1"
    bash -c "$1" </dev/null
}

stop_consumers() {
    [[ -n $stop_command ]] || return 0
    step "stop the consumers"
    if [[ $execute == yes ]]; then consumers="stopping, perhaps in part, by: $stop_command"; fi
    run_command "$stop_command" || surprise 1 "the stop command failed with $?"
    if [[ $execute == yes ]]; then consumers="stopped by: $stop_command"; fi
}

# Waits until these groups have no members, where no command of koffset that changes them does so.
await_empty() {
    step "wait until no consumer is left in $*"
    if [[ $execute == no ]]; then
        echo "would wait for up to $wait_empty"
        return
    fi
    look_until_nothing occupied "$wait_empty" snapshot -- "$@"
    [[ -z $left ]] || surprise 3 "not empty after $wait_empty: $left"
}

# Looks with a command of koffset until a function finds nothing more in now.json, but no longer than that; `left` is what
# it found last.
look_until_nothing() {
    local find=$1 limit=$((SECONDS + $(seconds_of "$2")))
    local look=("${@:3}")
    printf '$ %s    again and again, for up to %s\n' "$(as_typed "${look[@]}")" "$2"
    while :; do
        run_koffset --quiet "${look[@]}" >"$folder/now.json" 2>"$folder/now.err"
        if ((status == 1)); then
            # What is pending in a transaction now may be read in a moment.
            left="koffset failed; its message stands above"
        elif ((status)); then
            cat "$folder/now.err" >&2
            expect 0
        else
            is_document now.json "koffset.${look[0]}"
            left=$("$find")
        fi
        if [[ -z $left ]] || ((SECONDS >= limit)); then break; fi
        sleep 1
    done
    if ((status)); then cat "$folder/now.err" >&2; fi
}

occupied() {
    jq -r '[.groups[] | select(.state != "empty") | "group \(.group_id) is \(.state)"] | join(", ")' "$folder/now.json"
}

# Waits until the group is empty, and writes the plan of a command to the folder.
save_plan() {
    step "wait until the group is empty, and plan"
    if [[ $execute == no ]]; then
        echo "would run: $(as_typed "$1" --wait-empty "$wait_empty" --save-plan plan.json "${@:2}")"
        return
    fi
    call /dev/null "$1" --wait-empty "$wait_empty" --save-plan "$folder/plan.json" "${@:2}"
    expect 0
    is_document plan.json koffset.plan
}

take_snapshot() {
    step "save where the group stands"
    if [[ $execute == no ]]; then
        echo "would run: $(as_typed snapshot --output before.json -- "$@")"
        return
    fi
    call - snapshot --output "$folder/before.json" -- "$@"
    expect 0
    is_document before.json koffset.snapshot
}

# Carries the plan out, if the world is still as the plan saw it, and looks at what became of each partition.
apply_plan() {
    step "carry the plan out"
    if [[ $execute == no ]]; then
        echo "would run: $(as_typed apply plan.json --yes)"
        return
    fi
    changed=unknown
    call "$folder/outcome.json" apply "$folder/plan.json" --yes --format json
    case $status in
        1 | 2 | 3 | 6 | 130) changed=no ;;
    esac
    expect 0
    is_document outcome.json koffset.outcome
    jq -e --slurpfile plan "$folder/plan.json" '.plan_id == $plan[0].id and .incomplete == []
        and ([.groups[].partitions[].status] | all(. == "applied" or . == "unchanged"))
        and (.result == "applied" or .result == "unchanged")' "$folder/outcome.json" >/dev/null ||
        surprise 5 "koffset ended well, and yet outcome.json does not say that all was done"
    changed=$(jq -r 'if .result == "applied" then "yes" else "no" end' "$folder/outcome.json")
    jq -r '"\(.result); partitions read back and equal: \([.groups[].partitions[] | select(.status == "applied")] | length)"' \
        "$folder/outcome.json"
}

# Compares the snapshot of before with the cluster: what differs is what the outcome says was moved, and nothing else.
verify_change() {
    step "check that what was planned was changed, and nothing else"
    if [[ $execute == no ]]; then
        echo "would run: $(as_typed diff before.json live)"
        return
    fi
    call "$folder/diff.json" diff "$folder/before.json" live --format json
    expect 0 4
    is_document diff.json koffset.diff
    jq -e --slurpfile diff "$folder/diff.json" '
        def rows: map({topic, partition, from, to}) | sort;
        ([.groups[].partitions[] | select(.status == "applied") | . + {from: .before.offset, to: .requested.offset}] | rows)
        == ([$diff[0].groups[].partitions[] | . + {from: .a.committed.offset, to: .b.committed.offset}] | rows)' \
        "$folder/outcome.json" >/dev/null ||
        surprise 5 "what differs from before.json (see diff.json) is not what was changed (see outcome.json)"
    echo "so it is"
}

# Compares two sides that have to be the same.
verify_equal() {
    step "check that they are the same"
    if [[ $execute == no ]]; then
        echo "would run: $(as_typed diff "$@")"
        return
    fi
    call - diff "$@"
    expect 0
}

# Starts the consumers and waits until these groups have moved on where they were put, or have nothing to read there.
start_consumers() {
    if [[ -z $start_command ]]; then return; fi
    step "start the consumers, and see that they move on"
    run_command "$start_command" || surprise 1 "the start command failed with $?"
    if [[ $execute == no ]]; then return; fi
    consumers="started by: $start_command"
    look_until_nothing not_moving "$wait_moving" lag --format json -- "$@"
    [[ -z $left ]] || surprise 3 "the start is not followed by progress: $left"
    echo "they do"
    jq -r "$SHOWN$READERS"' .groups[] | select(has_readers) | . as $group | unread_topics[]
        | "group \($group.group_id) does not read \(.), and stands there where it was put" | shown' "$folder/now.json"
}

# Of a group in now.json: whether its members have partitions, and the topics of which none has any, which it does not
# read. A topic of which a part has no reader is being handed over.
readonly READERS='
    def has_readers: .state == "stable" and any(.partitions[]; .member != null);
    def unread_topics: .partitions | group_by(.topic) | map(select(all(.member == null)) | .[0].topic);'

# What in now.json has not moved on from where the outcome, if there is one, put it.
not_moving() {
    local outcome=$folder/outcome.json
    [[ -e $outcome ]] || outcome=/dev/null
    jq -r --slurpfile outcome "$outcome" "$READERS"'
        [.groups[] as $group
            | ([$group.partitions[] | {key: "\(.topic):\(.partition)", value: .}] | from_entries) as $now
            | ($group | if has_readers then unread_topics else [] end) as $unread
            | [$outcome[0].groups[]? | select(.group_id == $group.group_id) | .partitions[]
                | select(.status == "applied" and .requested != null)
                | select(.topic as $topic | $unread | index($topic) | not)
                | {at: "\(.topic):\(.partition)", put: .requested.offset}
                | . + {now: $now[.at]} | . + {moved: ((.now.committed // -1) > .put)}] as $rows
            | ($rows[] | select(.moved or (.now.end != null and .now.end <= .put) | not)
                | "\(.at) of group \($group.group_id) is where it was put, at \(.put)"),
              (if $group.state == "stable" or any($rows[]; .moved) then empty
                else "group \($group.group_id) is \($group.state)" end)]
        | join(", ")' "$folder/now.json"
}

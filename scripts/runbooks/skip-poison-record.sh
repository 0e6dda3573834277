#!/usr/bin/env bash
# A record that no consumer can get past: the group is moved past it, and past nothing else.
# shellcheck source=scripts/runbooks/steps.sh
. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

usage() {
    cat <<USAGE
Usage: $runbook GROUP TOPIC PARTITION OFFSET [OPTIONS]

Skips the one record at OFFSET, if the group stands exactly there: stops the consumers, waits until the group is empty,
looks again, saves where the group stands, moves it to OFFSET + 1, checks that exactly this was changed, starts the
consumers and sees that they move on.

$STOP_AND_START
$SHARED_OPTIONS

Example: billing fails again and again on the record 204118 of orders, partition 3.
  export KOFFSET_BOOTSTRAP_SERVER=kafka-1:9092
  $runbook billing orders 3 204118 \\
    --stop-command 'systemctl stop billing' --start-command 'systemctl start billing'
shows what would be done. The same with --execute at the end does it.

$EXIT_CODES
USAGE
}

# Stops unless a plan moves the one partition on from the offset.
check_position() {
    local stands
    stands=$(jq -r '.groups[0].changes[0].before.offset // "no commit"' "$folder/$1")
    [[ $stands == "$offset" ]] || surprise 3 "group $group stands at $stands in $topic:$partition, and not at $offset"
}

words=()
while (($#)); do
    case $1 in
        --) shift && words+=("$@") && break ;;
        -*) shared_option "$@" && shift "$taken" ;;
        *) words+=("$1") && shift ;;
    esac
done
((${#words[@]} == 4)) || misuse "a group, a topic, a partition and an offset are needed"
group=${words[0]} topic=${words[1]} partition=${words[2]} offset=${words[3]}
for number in "$partition" "$offset"; do
    [[ $number =~ ^(0|[1-9][0-9]{0,17})$ ]] || misuse "$number is no number"
done
skip=(-- "$group" "$topic:$partition=$((offset + 1))")

begin
preview seek "${skip[@]}"
check_position preview.json
stop_consumers
save_plan seek --max-skip 1 --max-replay 0 "${skip[@]}"
if [[ $execute == yes ]]; then check_position plan.json; fi
take_snapshot "$group"
apply_plan
verify_change
start_consumers "$group"
finish "done: record $offset of $topic:$partition is skipped"

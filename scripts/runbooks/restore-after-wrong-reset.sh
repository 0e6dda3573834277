#!/usr/bin/env bash
# After a wrong reset: the group is put back, from koffset's journal or from a snapshot.
# shellcheck source=scripts/runbooks/steps.sh
. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

usage() {
    cat <<USAGE
Usage: $runbook GROUP --change ID [--discard-progress] [OPTIONS]
       $runbook GROUP --snapshot FILE [--exact] [OPTIONS]

Puts a group back after a wrong reset: shows what differs, stops the consumers, waits until the group is empty, puts it
back, checks that it stands where it should, starts the consumers and sees that they move on. With neither --change nor
--snapshot it lists what koffset changed in the group, and ends.

  --change ID            takes back this change of koffset's, by the journal of this machine
  --discard-progress     also where the group has moved on since the change
  --snapshot FILE        where the reset was not koffset's: as in this snapshot
  --exact                also deletes commits that the snapshot shows to have been absent
$STOP_AND_START
$SHARED_OPTIONS

Example: somebody reset billing to the wrong day.
  export KOFFSET_BOOTSTRAP_SERVER=kafka-1:9092
  $runbook billing
lists the changes that koffset made, and
  $runbook billing --change 20261120T200411Z-7f3a \\
    --stop-command 'systemctl stop billing' --start-command 'systemctl start billing'
shows what would be done. The same with --execute at the end does it.

$EXIT_CODES
USAGE
}

# Ends with the changes to choose from.
list_changes() {
    begin
    step "what koffset changed in group $group, by the journal of this machine"
    call - journal list "--group=$group"
    expect 0
    misuse "say which: --change ID, or --snapshot FILE where it was not koffset"
}

from_journal() {
    local back=(undo "${discard[@]}" -- "$change")
    begin
    preview "${back[@]}"
    jq -e --arg group "$group" '[.groups[].group_id] == [$group]' "$folder/preview.json" >/dev/null ||
        surprise 3 "change $change is not of group $group alone"
    stop_consumers
    save_plan "${back[@]}"
    take_snapshot "$group"
    apply_plan
    verify_change
    start_consumers "$group"
    finish "done: group $group is as before change $change"
}

from_snapshot() {
    local sides=("file:$snapshot" live "--group=$group") back=(reset --to-snapshot "$snapshot" "${exact[@]}" -- "$group")
    begin
    step "what differs"
    call - diff "${sides[@]}"
    expect 0 4
    if ((status == 0)); then
        finish "nothing to do: group $group is as in $snapshot"
        return
    fi
    run_koffset diff "${sides[@]}" --format json >"$folder/differs.json"
    expect 4
    is_document differs.json koffset.diff
    if ((${#exact[@]} == 0)); then
        jq -e '[.groups[].partitions[].differences[]] | all(. != "only-in-b")' "$folder/differs.json" >/dev/null ||
            surprise 3 "the group has commits that the snapshot lacks; --exact deletes them"
    fi
    preview "${back[@]}"
    stop_consumers
    save_plan "${back[@]}"
    apply_plan
    verify_equal "${sides[@]}"
    start_consumers "$group"
    finish "done: group $group is as in $snapshot"
}

words=() change="" snapshot="" discard=() exact=()
while (($#)); do
    case $1 in
        --change) need_value "$@" && change=$2 && shift 2 ;;
        --snapshot) need_value "$@" && snapshot=${2/#-/./-} && shift 2 ;;
        --discard-progress) discard=(--discard-progress) && shift ;;
        --exact) exact=(--exact) && shift ;;
        --) shift && words+=("$@") && break ;;
        -*) shared_option "$@" && shift "$taken" ;;
        *) words+=("$1") && shift ;;
    esac
done
((${#words[@]} == 1)) || misuse "one group is needed"
group=${words[0]}
[[ -z $change || -z $snapshot ]] || misuse "--change or --snapshot, and not both"
((${#discard[@]} == 0)) || [[ -n $change ]] || misuse "--discard-progress belongs to --change"
((${#exact[@]} == 0)) || [[ -n $snapshot ]] || misuse "--exact belongs to --snapshot"
if [[ -n $change ]]; then from_journal; elif [[ -n $snapshot ]]; then from_snapshot; else list_changes; fi

#!/usr/bin/env bash
# After a bad deploy: consumers stopped, the group rewound to the deploy's time, checked, and started again.
# shellcheck source=scripts/runbooks/steps.sh
. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

usage() {
    cat <<USAGE
Usage: $runbook GROUP --deploy-time TIME [OPTIONS]

After a bad deploy: stops the consumers, waits until the group is empty, rewinds it to the deploy's time, checks that
exactly this was changed, starts the consumers and sees that they move on. Nothing is skipped: where the group had not
come as far as the deploy, it is refused; partitions without a record since then are left alone.

  --deploy-time TIME     such as 2026-11-20T08:00:00Z
  --topic TOPIC[:P]      only this topic, or these partitions of it; may be given more than once
                         (default: every partition in which the group has a commit)
  --max-replay N         refuses to replay more records than this
$STOP_AND_START
$SHARED_OPTIONS

Example: billing had a bad deploy at 08:00 and wrote wrong invoices since; the fix is deployed, with no replicas yet.
  export KOFFSET_BOOTSTRAP_SERVER=kafka-1:9092
  $runbook billing --deploy-time 2026-11-20T08:00:00Z \\
    --stop-command 'kubectl scale deployment/billing --replicas=0' \\
    --start-command 'kubectl scale deployment/billing --replicas=3'
shows what would be replayed and what would be run. The same with --execute at the end does it.

$EXIT_CODES
USAGE
}

groups=() scope=() limits=(--max-skip 0) deploy_time=""
while (($#)); do
    case $1 in
        --deploy-time) need_value "$@" && deploy_time=$2 && shift 2 ;;
        -t | --topic) need_value "$@" && scope+=("--topic=$2") && shift 2 ;;
        --max-replay) need_value "$@" && limits+=("--max-replay=$2") && shift 2 ;;
        --) shift && groups+=("$@") && break ;;
        -*) shared_option "$@" && shift "$taken" ;;
        *) groups+=("$1") && shift ;;
    esac
done
((${#groups[@]} == 1)) || misuse "one group is needed"
[[ -n $deploy_time ]] || misuse "--deploy-time is missing"
[[ $deploy_time != now* ]] || misuse "--deploy-time $deploy_time would move on while this waits; write the time itself"
((${#scope[@]})) || scope=(--all-topics --committed-only)
rewind=(reset "${scope[@]}" "--to-timestamp=$deploy_time" --no-record-after skip "${limits[@]}" -- "${groups[0]}")

begin
preview "${rewind[@]}"
stop_consumers
save_plan "${rewind[@]}"
take_snapshot "${groups[0]}"
apply_plan
verify_change
start_consumers "${groups[0]}"
finish "done: group ${groups[0]} is back at $deploy_time"

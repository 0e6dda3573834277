#!/usr/bin/env bash
# Another group takes over where one stands: commits copied, compared, and the other group's consumers started.
# shellcheck source=scripts/runbooks/steps.sh
. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

usage() {
    cat <<USAGE
Usage: $runbook BLUE GREEN [OPTIONS]

Group GREEN takes over where group BLUE stands: stops BLUE's consumers, waits until BLUE is empty and does not move any
more, copies its commits to GREEN, checks that both are the same, starts GREEN's consumers and sees that they move on.
BLUE is left as it is, so that it can be started again.

  --create-group         GREEN is new; without this, a GREEN that the cluster does not know is refused
  --stop-command CMD     stops BLUE's consumers; without it they must be stopped already, or leave in time
  --start-command CMD    starts GREEN's; without it they stay stopped, and nobody looks whether they move on
$SHARED_OPTIONS

Example: billing-v2 takes over from billing-v1.
  export KOFFSET_BOOTSTRAP_SERVER=kafka-1:9092
  $runbook billing-v1 billing-v2 --create-group \\
    --stop-command 'kubectl scale deployment/billing-v1 --replicas=0' \\
    --start-command 'kubectl scale deployment/billing-v2 --replicas=3'
shows what would be done. The same with --execute at the end does it.

$EXIT_CODES
USAGE
}

words=() create=()
while (($#)); do
    case $1 in
        --create-group) create=(--create-group) && shift ;;
        --) shift && words+=("$@") && break ;;
        -*) shared_option "$@" && shift "$taken" ;;
        *) words+=("$1") && shift ;;
    esac
done
((${#words[@]} == 2)) || misuse "two groups are needed"
blue=${words[0]} green=${words[1]}
takeover=(copy --all-topics --committed-only "${create[@]}" -- "$blue" "$green")

begin
preview "${takeover[@]}"
stop_consumers
await_empty "$blue"
save_plan "${takeover[@]}"
apply_plan
verify_equal "group:$blue" "group:$green"
start_consumers "$green"
finish "done: group $green stands where $blue stood"

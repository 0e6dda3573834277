#!/usr/bin/env bash
# A planned stop that is longer than Kafka keeps the offsets of an empty group: saved before, restored after if they are gone.
# shellcheck source=scripts/runbooks/steps.sh
. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

usage() {
    cat <<USAGE
Usage: $runbook before GROUP... --file FILE [OPTIONS]
       $runbook after --file FILE [OPTIONS]

Kafka forgets what an empty group has committed, after 7 days unless the brokers say otherwise
(offsets.retention.minutes).

before   stops the consumers, waits until the groups are empty, saves where they stand to a packed file, and checks that
         the file is whole and says what the cluster says.
after    compares the file with the cluster. Where nothing has expired, nothing is restored. Where commits, or groups,
         are gone, exactly these are restored, and the file and the cluster are compared again; then the consumers are
         started. Where anything else differs it is refused, since somebody has been there.

  --file FILE            ends in .zst or .gz; keep it where the stop does not reach it
$STOP_AND_START
$SHARED_OPTIONS

Example: billing and audit are stopped for three weeks.
  export KOFFSET_BOOTSTRAP_SERVER=kafka-1:9092
  $runbook before billing audit --file /backup/stop.json.zst --stop-command 'systemctl stop billing audit'
and three weeks later
  $runbook after --file /backup/stop.json.zst --start-command 'systemctl start billing audit'
show what would be done. The same with --execute at the end does it.

$EXIT_CODES
USAGE
}

before() {
    ((${#groups[@]})) || misuse "before: a group is needed"
    [[ ! -e $file ]] || misuse "$file is there already, and is not overwritten"
    [[ -z $start_command ]] || misuse "--start-command belongs to after"
    begin
    step "where the groups stand"
    call "$folder/now.json" snapshot -- "${groups[@]}"
    expect 0
    is_document now.json koffset.snapshot
    run_koffset snapshot show "$folder/now.json"
    expect 0
    stop_consumers
    await_empty "${groups[@]}"
    save
    if [[ $execute == yes ]]; then check_whole; fi
    verify_equal "file:$file" live
    finish "done: keep $file"
}

save() {
    step "save where they stand"
    if [[ $execute == no ]]; then
        echo "would run: $(as_typed snapshot --output "$file" -- "${groups[@]}")"
        return
    fi
    call - snapshot --output "$file" -- "${groups[@]}"
    expect 0
}

# Stops unless the file can be unpacked and holds every commit of every group.
check_whole() {
    step "check that the file is whole"
    call "$folder/saved.json" snapshot show "$file" --format json
    expect 0
    is_document saved.json koffset.snapshot
    jq -e '.incomplete == [] and ([.groups[].group_id] | sort) == ($ARGS.positional | unique)
        and ([.groups[] | ., .offsets[] | has("error")] | any | not)' "$folder/saved.json" --args -- "${groups[@]}" >/dev/null ||
        surprise 1 "$file does not hold every commit of every group"
    jq -r '"groups: \(.groups | length), commits: \([.groups[].offsets[] | select(.committed != null)] | length)"' "$folder/saved.json"
}

after() {
    local restore=(reset --to-snapshot "$file" --only-missing) saved
    ((${#groups[@]} == 0)) || misuse "after: the file says the groups, not the command line"
    [[ -z $stop_command ]] || misuse "--stop-command belongs to before"
    begin
    step "what has expired"
    call "$folder/saved.json" snapshot show "$file" --format json
    expect 0
    is_document saved.json koffset.snapshot
    mapfile -d "" -t saved < <(jq -j '.groups[].group_id + "\u0000"' "$folder/saved.json")
    call - diff "file:$file" live
    expect 0 4
    if ((status == 4)); then
        check_expired
        if jq -e '[.groups[] | select(.b == null)] != []' "$folder/expired.json" >/dev/null; then restore+=(--create-group); fi
        preview "${restore[@]}"
        save_plan "${restore[@]}"
        apply_plan
        verify_equal "file:$file" live
    fi
    start_consumers "${saved[@]}"
    finish "done: the groups stand where $file says"
}

# Stops unless all that differs is that commits are gone.
check_expired() {
    run_koffset diff "file:$file" live --format json >"$folder/expired.json"
    expect 4
    is_document expired.json koffset.diff
    jq -e '[.groups[].partitions[].differences] | all(. == ["only-in-a"])' "$folder/expired.json" >/dev/null ||
        surprise 3 "more differs than that commits are gone: somebody has been there, and a restore would undo it"
}

words=() groups=() file=""
while (($#)); do
    case $1 in
        --file) need_value "$@" && file=${2/#-/./-} && shift 2 ;;
        --) shift && words+=("$@") && break ;;
        -*) shared_option "$@" && shift "$taken" ;;
        *) words+=("$1") && shift ;;
    esac
done
groups=("${words[@]:1}")
[[ $file == *.zst || $file == *.gz ]] || misuse "--file FILE is needed, and FILE ends in .zst or .gz"
case ${words[0]:-} in
    before) before ;;
    after) after ;;
    *) misuse "before or after is needed" ;;
esac

#!/usr/bin/env bash
# A snapshot at a time into a folder, and old ones taken away: for cron, a systemd timer or a Kubernetes CronJob.
# How to set each of them up: docs/scheduled-snapshots.md.
# shellcheck source=scripts/runbooks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly DAY_SECONDS=86400

usage() {
    cat <<USAGE
Usage: $runbook FOLDER [OPTIONS]

Saves where groups stand to FOLDER/NAME-20261121T080000Z.json.zst, named by the time in UTC, reads it back, and then
removes the old ones of that name. A file appears only when it is whole. Where anything fails, or could not be seen,
nothing is removed. A run that finds another one at it in the folder is refused.

  -g, --group GROUP      this group; may be given more than once (default: every group that the user may describe)
  --name NAME            what the files' names begin with, such as the cluster's name (default koffset)
  --keep-days DAYS       how old a snapshot may become (default 30)
  --keep-at-least N      how many of the newest stay, however old (default 24)
  -b HOST:PORT           brokers to ask first (default: KOFFSET_BOOTSTRAP_SERVER)
  -X KEY=VALUE           a property of librdkafka, as koffset takes it; may be given more than once
  --                     what follows is no option, also where it begins with -

Example: every hour, for a quarter of a year.
  export KOFFSET_BOOTSTRAP_SERVER=kafka-1:9092
  $runbook /var/lib/koffset/snapshots --keep-days 90
A group goes back to one of them, after a look at what that would do, with
  koffset reset billing --to-snapshot /var/lib/koffset/snapshots/koffset-20261121T080000Z.json.zst --dry-run

Exit codes, as koffset's: 0 saved; 1 something failed, 2 usage, 3 refused (another run is at it), 5 saved, and not all of it
could be seen or old ones could not be removed, 130 interrupted. The cluster is never changed.
Needs koffset, jq and flock.
USAGE
}

need_number() {
    need_value "$@"
    [[ $2 =~ ^[1-9][0-9]{0,5}$ ]] || misuse "$1 $2: a number from 1 to 999999 is needed"
}

words=() groups=() name=koffset keep_days=30 keep_at_least=24
while (($#)); do
    case $1 in
        -h | --help) usage && exit ;;
        -g | --group) need_value "$@" && groups+=("--group=$2") && shift 2 ;;
        --name)
            need_value "$@"
            [[ $2 =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || misuse "--name $2: letters, digits, dots, - and _ make a name"
            name=$2 && shift 2
            ;;
        --keep-days) need_number "$@" && keep_days=$2 && shift 2 ;;
        --keep-at-least) need_number "$@" && keep_at_least=$2 && shift 2 ;;
        -b | --bootstrap-server) need_value "$@" && connection+=(-b "$2") && shift 2 ;;
        -X) need_value "$@" && connection+=(-X "$2") && shift 2 ;;
        --) shift && words+=("$@") && break ;;
        -*) misuse "$1: there is no such option" ;;
        *) words+=("$1") && shift ;;
    esac
done
((${#words[@]} == 1)) || misuse "one folder is needed"
folder=${words[0]/#-/./-}
if ((${#groups[@]} == 0)); then groups=(--all-groups); fi

fail() {
    local code=$1
    shift
    echo "$runbook: $*" >&2
    exit "$code"
}

# The names that this gave to snapshots, the oldest first; the times in them sort as text does.
own_snapshots() {
    local path
    for path in "$folder/$name"-*.json.zst; do
        path=${path##*/}
        if [[ ${path#"$name"-} =~ ^[0-9]{8}T[0-9]{6}Z\.json\.zst$ ]]; then echo "$path"; fi
    done
}

# Removes the snapshots from before the time, but never one of the newest.
prune() {
    local before=$1 own old removed=0
    mapfile -t own < <(own_snapshots)
    for old in "${own[@]:0:${#own[@]} > keep_at_least ? ${#own[@]} - keep_at_least : 0}"; do
        [[ ${old#"$name"-} < $before ]] || break
        rm -- "$folder/$old" || fail 5 "$old was to be removed"
        removed=$((removed + 1))
    done
    echo "$runbook: $((${#own[@]} - removed)) kept, $removed removed" >&2
}

for tool in koffset jq flock; do
    command -v "$tool" >/dev/null || fail 1 "$tool is not installed, or not in PATH"
done
trap 'exit 130' INT TERM HUP
mkdir -p -- "$folder" || fail 1 "the folder $folder cannot be made"
exec 9>"$folder/.$name.lock" || fail 1 "the folder $folder cannot be written"
flock --nonblock 9 || fail 3 "another run is at it in $folder"

now=$(date +%s)
snapshot=$folder/$name-$(date -u -d "@$now" +%Y%m%dT%H%M%SZ).json.zst
run_koffset --quiet snapshot "${groups[@]}" --output "$snapshot"
if ((status)); then exit "$status"; fi
unseen=$(koffset snapshot show "$snapshot" --format json </dev/null | jq -r '.incomplete[]') ||
    fail 1 "$snapshot cannot be read back"
if [[ -n $unseen ]]; then fail 5 "not all could be seen, and nothing old was removed"; fi
prune "$(date -u -d "@$((now - keep_days * DAY_SECONDS))" +%Y%m%dT%H%M%SZ)"

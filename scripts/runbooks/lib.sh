# Sourced by steps.sh: the options that all runbooks take, how they run koffset, and where things stand when they stop.
# shellcheck shell=bash disable=SC2034 # What is set here is used there.
set -euo pipefail
shopt -s inherit_errexit

readonly SHARED_OPTIONS="\
  --execute              do it; without this, nothing is changed, stopped, started or written
  --wait-empty TIME      how long members may take to leave, such as 90s or 10m (default 10m)
  --wait-moving TIME     how long the group may take to move on after the start (default 5m)
  --dir DIR              where plans, snapshots and outcomes are kept; must not exist yet
                         (default: a folder in this one, named after the runbook and the time)
  -b HOST:PORT           brokers to ask first (default: KOFFSET_BOOTSTRAP_SERVER)
  -X KEY=VALUE           a property of librdkafka, as koffset takes it; may be given more than once
  --                     what follows is no option, also where it begins with -"
readonly STOP_AND_START="\
  --stop-command CMD     stops the consumers; without it they must be stopped already, or leave in time
  --start-command CMD    starts them again; without it they stay stopped, and nobody looks whether they move on"
readonly EXIT_CODES="\
Exit codes, as koffset's: 0 done, or a clean dry run; 1 something failed, 2 usage, 3 refused, 130 interrupted: the group
was not changed; 5 the group was changed, or it is not known, and not all that should follow was done.
Needs koffset and jq."

runbook=${0##*/}
execute=no wait_empty=10m wait_moving=5m chosen_folder="" folder="" stop_command="" start_command=""
connection=()
# no, unknown or yes.
changed=no
# As they were, stopped, or started.
consumers="as they were"
begun=no

# ---- text of others ----

# For jq: `one_line` makes of each character that a terminal would obey or not show an escape, as koffset does, and `shown`
# also two of a backslash that would begin one, in a text that koffset has not written.
# shellcheck disable=SC2016
readonly SHOWN='
    def hidden: "(?! )[\\p{C}\\p{White_Space}\\p{Default_Ignorable_Code_Point}\\x{2800}]";
    def hex: if . < 16 then "0123456789abcdef"[.:. + 1] else (. / 16 | floor | hex) + (. % 16 | hex) end;
    def escape: {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}[.] // "\\u{\(explode[0] | hex)}";
    def one_line: gsub("(?<c>\(hidden))"; .c | escape);
    def shown: gsub("(?<c>\(hidden)|\\\\(?=[\\\\nrtu]|\(hidden)))"; .c | escape);'

# A text that may name groups and files, on one line of the terminal.
shown() {
    if command -v jq >/dev/null; then
        jq -nr --arg text "$*" "$SHOWN"'$text | shown'
    else
        local LC_ALL=C
        printf '%s\n' "${*//[^[:print:]]/?}"
    fi
}

# ---- the command line ----

# Ends because of the command line; nothing was done.
misuse() {
    echo "$runbook: $(shown "$*"); see $runbook --help" >&2
    exit 2
}

need_value() { (($# >= 2)) || misuse "$1: its value is missing"; }

# Takes an option that all runbooks have, and sets `taken` to the number of its words.
shared_option() {
    taken=2
    case $1 in
        -h | --help) usage && exit ;;
        --execute) execute=yes taken=1 ;;
        --wait-empty | --wait-moving)
            need_value "$@"
            [[ $2 =~ ^[1-9][0-9]{0,5}[smh]$ ]] || misuse "$1 $2: a time is a number with s, m or h, such as 10m"
            if [[ $1 == --wait-empty ]]; then wait_empty=$2; else wait_moving=$2; fi
            ;;
        --dir) need_value "$@" && chosen_folder=${2/#-/./-} ;;
        --stop-command) need_value "$@" && stop_command=$2 ;;
        --start-command) need_value "$@" && start_command=$2 ;;
        -b | --bootstrap-server) need_value "$@" && connection+=(-b "$2") ;;
        -X) need_value "$@" && connection+=(-X "$2") ;;
        *) misuse "$1: there is no such option" ;;
    esac
}

seconds_of() {
    local number=${1%[smh]}
    case $1 in
        *s) echo "$number" ;;
        *m) echo $((number * 60)) ;;
        *h) echo $((number * 3600)) ;;
    esac
}

# ---- the beginning and the end ----

# Checks what is needed and makes the folder; a dry run has one that does not stay.
begin() {
    local tool
    for tool in koffset jq; do
        command -v "$tool" >/dev/null || surprise 1 "$tool is not installed, or not in PATH"
    done
    trap end EXIT
    trap 'exit 130' INT TERM HUP
    if [[ $execute == no ]]; then
        folder=$(mktemp -d)
    else
        folder=${chosen_folder:-${runbook%.sh}-$(date -u +%Y%m%dT%H%M%SZ)}
        mkdir -- "$folder" || surprise 1 "the folder $folder cannot be made"
    fi
    begun=yes
}

end() {
    local code=$?
    trap '' INT TERM HUP
    if [[ $begun == yes ]] && ((code)); then
        if [[ $changed != no ]]; then code=5; fi
        where_things_stand >&2
    fi
    if [[ $execute == no && -n $folder ]]; then rm -r -- "$folder"; fi
    exit "$code"
}

# Ends the runbook; what was changed by then decides whether the code becomes 5.
surprise() {
    local code=$1
    shift
    printf '\n%s: stopped: %s\n' "$runbook" "$(shown "$*")" >&2
    exit "$code"
}

where_things_stand() {
    local journal_id=""
    echo "where things stand:"
    if [[ $changed != no ]]; then journal_id=$(jq -r '.journal_id // empty' "$folder/outcome.json" 2>/dev/null) || true; fi
    case $changed in
        no) echo "  group      not changed" ;;
        yes) echo "  group      changed" ;;
        unknown) echo "  group      it is not known whether all, some or nothing of it was changed" ;;
    esac
    if [[ -n $journal_id ]]; then
        echo "  way back   $(as_typed undo "$journal_id")"
    elif [[ $changed != no ]]; then
        echo "  way back   koffset journal list shows the change; koffset undo ID takes it back"
    fi
    echo "  consumers  $consumers"
    if [[ $consumers == stop* && -n $start_command ]]; then echo "  to start   $start_command"; fi
    if [[ $execute == yes ]]; then echo "  files      $folder"; fi
}

step() { printf '\n== %s\n' "$(shown "$*")"; }

# The last words of a runbook that came to its end.
finish() {
    if [[ $execute == no ]]; then
        step "a dry run: nothing was changed; to do it, add --execute"
        return
    fi
    step "$*"
    where_things_stand
}

# ---- koffset ----

# A call of koffset as it can be typed, without the values of -X: passwords are among them.
as_typed() {
    local word previous="" typed=koffset
    for word in "${connection[@]}" "$@"; do
        if [[ $previous == -X ]]; then word=${word%%=*}=…; else word=$(LC_ALL=C && printf %q "$word"); fi
        typed+=" $word"
        previous=$word
    done
    echo "$typed"
}

# Runs koffset and sets `status`. It gets no terminal, so that it never asks.
run_koffset() {
    status=0
    koffset "${connection[@]}" "$@" </dev/null || status=$?
}

# The same, told before and with its product in a file, or on stdout for -.
call() {
    printf '$ %s\n' "$(as_typed "${@:2}")"
    if [[ $1 == - ]]; then run_koffset "${@:2}"; else run_koffset "${@:2}" >"$1"; fi
}

# Stops unless koffset ended with one of these codes.
expect() {
    local code
    for code in "$@"; do
        if ((status == code)); then return; fi
    done
    case $status in
        0) surprise 3 "koffset finds no difference any more" ;;
        1) surprise 1 "koffset failed: Kafka, a file or the network; its message stands above" ;;
        2) surprise 2 "koffset does not take this command line; its message stands above" ;;
        3) surprise 3 "koffset refused; its message stands above" ;;
        4) surprise 3 "koffset found differences; they stand above" ;;
        5) surprise 5 "koffset changed a part only, or cannot know; its message stands above" ;;
        130) surprise 130 "interrupted" ;;
        *) surprise 1 "koffset ended with $status" ;;
    esac
}

# Whether a file of the folder holds one document, and it is of this kind.
holds() {
    jq -es --arg schema "$2" 'length == 1 and .[0].schema == $schema and .[0].version == 1' "$folder/$1" >/dev/null 2>&1
}

# Stops unless it does.
is_document() {
    holds "$@" || surprise 1 "what koffset wrote to $1 is no $2 of version 1"
}

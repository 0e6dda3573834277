# Completions of koffset for bash: source <(koffset completions bash)
# shellcheck shell=bash

_koffset() {
    local line=${COMP_LINE:0:COMP_POINT} word joined value quote="" i
    local -a words=()
    # bash ends words at : and = too, where koffset does not.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        joined=""
        if ((i > 0)) && [[ $line != [[:space:]]* ]]; then joined=yes; fi
        line=${line#"${line%%[![:space:]]*}"}
        word=${COMP_WORDS[i]}
        if ((i == COMP_CWORD)); then word=$line; fi
        line=${line#"$word"}
        if [[ -n $joined ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
    done
    word=${words[${#words[@]} - 1]}
    if [[ $word == [\"\']* ]]; then
        quote=${word:0:1}
        word=${word:1}
    fi
    words[${#words[@]} - 1]=$word
    # What of the word bash replaces is only its last part.
    local kept=${word%"$2"}
    COMPREPLY=()
    while IFS=$'\t' read -r value _; do
        value=${value#"$kept"}
        if [[ -z $quote ]]; then printf -v value %q "$value"; fi
        COMPREPLY+=("$value")
    done < <(koffset __complete -- "${words[@]}" 2>/dev/null </dev/null)
    if ((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *[/=] ]]; then
        compopt -o nospace
    fi
}

complete -o nosort -F _koffset koffset

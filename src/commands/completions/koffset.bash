# Completions of koffset for bash: source <(koffset completions bash)
# shellcheck shell=bash

# Takes from a word what is typed of it: the text that it stands for so far in plain, and the quote that is open
# after it in quote. Fails where only the shell knows the text, as it does of "$name".
_koffset_read() {
    local rest=$1 char
    plain="" quote=""
    while [[ -n $rest ]]; do
        char=${rest:0:1} rest=${rest:1}
        if [[ $char == "$quote" ]]; then
            quote=""
        elif [[ $quote == "'" ]]; then
            plain+=$char
        elif [[ -z $quote && $char == [\"\'] ]]; then
            quote=$char
        elif [[ $char == [\$\`] ]]; then
            return 1
        elif [[ $char == \\ && ( -z $quote || $rest == [\$\`\"\\]* ) ]]; then
            plain+=${rest:0:1} rest=${rest:1}
        else
            plain+=$char
        fi
    done
}

# Writes a value as it stands for itself behind what is typed, in the quote that is open there. In double quotes an
# exclamation mark would stand for a command of the history, or keep its backslash.
_koffset_write() {
    case $quote in
        "'") value=${value//"'"/"'\\''"} ;;
        '"')
            value=${value//\\/\\\\}
            value=${value//\"/\\\"}
            value=${value//\$/\\\$}
            value=${value//\`/\\\`}
            value=${value//!/\"\\!\"}
            ;;
        *) printf -v value %q "$value" ;;
    esac
    # bash closes a quote behind the last word but one that seems to be closed.
    if [[ -n $quote && $value == *"$quote" ]]; then value+=$quote; fi
}

_koffset() {
    local line=${COMP_LINE:0:COMP_POINT} word joined value plain quote i
    local -a words=() typed=()
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
    for word in "${words[@]}"; do
        if _koffset_read "$word"; then typed+=("$plain"); else typed+=("$word"); fi
    done
    COMPREPLY=()
    # What of the word bash replaces is only its last part, which begins behind an open quote.
    if ! _koffset_read "$word" || [[ $word != *"$2" ]] || ! _koffset_read "${word%"$2"}"; then return; fi
    while IFS=$'\t' read -r value _; do
        if [[ $value != "$plain"* ]]; then continue; fi
        value=${value#"$plain"}
        _koffset_write
        COMPREPLY+=("$value")
    done < <(koffset __complete -- "${typed[@]}" 2>/dev/null </dev/null)
    if ((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *[/=] ]]; then
        compopt -o nospace
    fi
}

complete -o nosort -F _koffset koffset

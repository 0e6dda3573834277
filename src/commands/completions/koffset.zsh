#compdef koffset
# Completions of koffset for zsh: a file _koffset in a folder of fpath, or sourced after compinit.

_koffset() {
    local line value
    local -a typed described plain folders
    # A quote that is still open stands before PREFIX.
    typed=("${(@Q)words[1,CURRENT-1]}" "${(Q)${:-$QIPREFIX$PREFIX$compstate[quote]}}")
    for line in "${(@f)$(koffset __complete -- "${typed[@]}" 2>/dev/null </dev/null)}"; do
        value=${line%%$'\t'*}
        if [[ -z $value ]]; then
            continue
        elif [[ $value == */ ]]; then
            folders+=("$value")
        elif [[ $line == *$'\t' ]]; then
            plain+=("$value")
        else
            described+=("${value//:/\\:}:${line#*$'\t'}")
        fi
    done
    (( $#folders )) && compadd -S '' -a folders
    (( $#plain )) && compadd -a plain
    (( $#described )) && _describe -V koffset described
}

if [[ $funcstack[1] == _koffset ]]; then
    _koffset "$@"
else
    compdef _koffset koffset
fi

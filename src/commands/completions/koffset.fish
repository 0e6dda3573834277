# Completions of koffset for fish: koffset completions fish | source
complete --command koffset --no-files --keep-order --arguments '(koffset __complete -- (commandline --tokenize --current-process --cut-at-cursor) (commandline --current-token --cut-at-cursor | string unescape) 2>/dev/null </dev/null)'

# Completions of koffset for fish: ~/.config/fish/completions/koffset.fish
complete --command koffset --no-files --keep-order --arguments '(koffset __complete -- (commandline --tokenize --current-process --cut-at-cursor) (commandline --current-token --cut-at-cursor) 2>/dev/null </dev/null)'

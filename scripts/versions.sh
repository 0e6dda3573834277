# shellcheck shell=bash
# Comparing versions of Kafka, for the scripts that source this.

# Whether Kafka $1 is older than $2.
is_before() { [[ $1 != "$2" && $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) == "$1" ]]; }

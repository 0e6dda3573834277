#!/usr/bin/env bash
# Sets up what is missing, starts a Kafka broker and runs all tests against it; arguments go to `cargo test`.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "${BUILD_TOOLS[@]}" "${KAFKA_TOOLS[@]}" "${RUNBOOK_TOOLS[@]}" "${SHELL_TOOLS[@]}"
if [[ " $* " == *kerberos* || " $* " == *" --all-features "* ]]; then install_missing "${KERBEROS_TOOLS[@]}"; fi
cd "$root"

begin_work
start_kafka --brokers 1
KOFFSET_TEST_BOOTSTRAP=$bootstrap run_job cargo test --locked "$@"

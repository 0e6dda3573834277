#!/usr/bin/env bash
# Runs every call of the adapter under valgrind against a real broker: no error, no definite leak.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "${BUILD_TOOLS[@]}" "${KAFKA_TOOLS[@]}" valgrind
cd "$root"

cargo build --locked --quiet --bins --examples
begin_work
start_kafka --brokers 1 --security tls,expired
scripts/kafka.sh tool topics --bootstrap-server "$bootstrap" --create --topic driven --partitions 2 >"$work/topic"
run_job valgrind --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
    --num-callers=30 "$target_dir/debug/examples/drive_adapter" \
    "$bootstrap" driven "$(of_cluster tls)" "$(of_cluster expired)" "$(of_cluster ca)"
echo "memcheck: no errors, no definite leaks"

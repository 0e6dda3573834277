#!/usr/bin/env bash
# Times koffset beside Kafka's own tools and kcat on a cluster of three real brokers. --quick: a tenth of the size, fewer runs.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=scripts/bench/world.sh
. "$root/scripts/bench/world.sh"
# shellcheck source=scripts/bench/peers.sh
. "$root/scripts/bench/peers.sh"
# shellcheck source=scripts/bench/compare.sh
. "$root/scripts/bench/compare.sh"
# shellcheck source=scripts/bench/window.sh
. "$root/scripts/bench/window.sh"
# shellcheck source=scripts/bench/groups.sh
. "$root/scripts/bench/groups.sh"

partitions=5000 more_partitions=20000 narrow=10 wide=1000 sizes=(1000 3000 10000) runs=10
case ${1:-} in
    --quick) partitions=500 more_partitions=2000 wide=100 sizes=(100 300 1000) runs=3 ;;
    "") ;;
    *) die "unknown argument $1; there is --quick" ;;
esac

install_missing "${BUILD_TOOLS[@]}" "${KAFKA_TOOLS[@]}" hyperfine kcat time
cargo build --release --locked --quiet --manifest-path "$root/Cargo.toml"
koffset=$target_dir/release/koffset
begin_work
# Thousands of partitions keep thousands of files open.
ulimit -n "$(ulimit -Hn)"
start_kafka --brokers 3
export KOFFSET_BOOTSTRAP_SERVER=$bootstrap KOFFSET_JOURNAL_DIR=$work/journal
set_peers

echo "setting up $((partitions + wide + TOPICS * PER_TOPIC)) partitions and ${sizes[0]} groups" >&2
set_up first_world
compare_titles
compare "--help" "--help" kafka-consumer-groups "$consumer_groups --help" "0.010 s" --ignore-failure
compare "range of $partitions partitions: both ends and last stable" "range big" \
    "kafka-get-offsets, one end" "$get_offsets --topic big" "1/8"
compare "the same" "range big" "kcat -Q, each end" "$(kcat_ends)" "no slower"
compare "the same" "range big" "kcat -Q, one end" "$(kcat_end -1)" "-"
compare "one group's lag" "lag group-7" \
    kafka-consumer-groups "$consumer_groups --describe --group group-7" "1/10, 0.1 s"
compare "reset of $wide partitions, dry run" "reset mover --topic wide --to-latest --dry-run" \
    kafka-consumer-groups "$consumer_groups --reset-offsets --group mover --topic wide --to-latest --dry-run" "0.5 s"
compare "reset of $wide partitions" "reset mover --topic wide --to-latest --yes" \
    kafka-consumer-groups "$consumer_groups --reset-offsets --group mover --topic wide --to-latest --execute" "0.5 s" \
    --prepare "$koffset reset mover --topic wide --to-earliest --yes --quiet"

window_titles
window walker narrow "$narrow"
window mover wide "$wide"

groups_titles
groups_and_peer "${sizes[0]}" "1/20, 0.7 s"
for at in 1 2; do
    echo "setting up $((sizes[at] - sizes[at - 1])) more groups" >&2
    set_up more_groups "${sizes[at - 1]}" "${sizes[at]}"
    if ((at == 2)); then groups_and_peer "${sizes[at]}" "200 MB"; else groups_alone "${sizes[at]}"; fi
done
growth

echo "setting up $more_partitions more partitions" >&2
set_up more_partitions
compare_titles
# Three runs are enough of what takes Kafka's tool so long.
runs=$((runs > 3 ? 3 : runs)) compare "range of $more_partitions partitions: both ends and last stable" "range huge" \
    "kafka-get-offsets, one end" "$get_offsets --topic huge" "-"

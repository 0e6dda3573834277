#!/usr/bin/env bash
# Sets up what is missing, starts a Kafka broker and runs all tests against it. See --help.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=scripts/versions.sh
. "$root/scripts/versions.sh"

# The newest, the one before it, the last of the line before that, and the oldest that Kafka's own clients still talk to
# (KIP-896).
readonly NEWEST=4.4.0
readonly OLDER=(4.3.0 3.9.2 2.1.0)

usage() {
    cat <<USAGE
usage: test.sh [--version V | --all-versions] [ARGUMENT of cargo test...]

  --version V      runs the tests that need a cluster on this version of Kafka
  --all-versions   runs all tests on Kafka $NEWEST, then those that need a cluster on ${OLDER[*]}
USAGE
}

# Prints the options that leave out what version $1 does not have, by the names of the tests (tests/support/version.rs).
left_out() {
    local version=$1 name since
    # Before 3.3 kafka.sh starts no secured listeners.
    if is_before "$version" 3.3.0; then printf '%s\n' --skip cli_security:: --skip ::secured:: --skip ::set_ups::; fi
    while read -r name; do
        since=${name#*_kafka_}
        since=${since//_/.}.0
        case $name in
            since*) if is_before "$version" "$since"; then printf '%s\n' --skip "$name"; fi ;;
            before*) is_before "$version" "$since" || printf '%s\n' --skip "$name" ;;
        esac
    done < <(sed -n 's/.*\(since\|before\)\(_kafka_[0-9]*_[0-9]*\): test$/\1\2/p' "$work/names" | sort -u)
}

# Sums up what each test binary said.
results() {
    awk '/^test result: / { passed += $4; failed += $6; left += $12 } END { print passed " passed, " failed " failed, " left " left out" }' "$work/output"
}

# Runs the tests on version $1; the rest are arguments of cargo test.
run_on() {
    local version=$1 status=0 began=$SECONDS argument build=() options
    shift
    echo "test.sh: Kafka $version" >&2
    for argument; do
        [[ $argument != -- ]] || break
        build+=("$argument")
    done
    cargo test --locked "${build[@]}" --test koffset -- --list >"$work/names"
    mapfile -t options < <(left_out "$version")
    [[ " $* " == *" -- "* ]] || options=(-- "${options[@]}")
    start_kafka --brokers 1 --version "$version"
    KOFFSET_TEST_KAFKA_VERSION=$version KOFFSET_TEST_BOOTSTRAP=$bootstrap \
        run_job cargo test --locked "$@" "${options[@]}" > >(tee "$work/output") || status=$?
    stop_kafka
    summary+=("Kafka $version: $(results), $((SECONDS - began)) s")
    return "$status"
}

versions=("$NEWEST")
case ${1:-} in
    -h | --help) usage; exit ;;
    --all-versions) versions+=("${OLDER[@]}"); shift ;;
    --version) versions=("${2:?"needs a value after $1"}"); shift 2 ;;
esac

install_missing "${BUILD_TOOLS[@]}" "${KAFKA_TOOLS[@]}" "${RUNBOOK_TOOLS[@]}" "${SHELL_TOOLS[@]}"
if [[ " $* " == *kerberos* || " $* " == *" --all-features "* ]]; then install_missing "${KERBEROS_TOOLS[@]}"; fi
cd "$root"
begin_work

summary=()
failed=false
for version in "${versions[@]}"; do
    only=()
    # The other tests know no cluster.
    [[ $version == "$NEWEST" ]] || only=(--test koffset)
    run_on "$version" "${only[@]}" "$@" || failed=true
done
if ((${#versions[@]} > 1)); then printf '%s\n' "${summary[@]}"; fi
! $failed

#!/usr/bin/env bash
# Formatting, lints and documentation, with warnings denied.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "${BUILD_TOOLS[@]}"
cd "$root"

scripts=(scripts/*.sh scripts/bench/*.sh scripts/runbooks/*.sh .ci/run)
for script in "${scripts[@]}"; do bash -n "$script"; done
if command -v shellcheck >/dev/null; then shellcheck -x "${scripts[@]}"; fi
cargo fmt --check
# No RUSTFLAGS, and everything with what examples and tests depend on: otherwise the C code of librdkafka and OpenSSL is
# built again, since dependencies are shared whose features then differ.
cargo clippy --locked --all-targets -- -D warnings
RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps --document-private-items --lib --examples

#!/usr/bin/env bash
# Formatting, lints, documentation and the licences and sources of what is linked in, with warnings denied.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "${BUILD_TOOLS[@]}" "${LICENCE_TOOLS[@]}"
cd "$root"

scripts=(scripts/*.sh scripts/bench/*.sh scripts/runbooks/*.sh src/commands/completions/*.bash .ci/run)
for script in "${scripts[@]}"; do bash -n "$script"; done
if command -v shellcheck >/dev/null; then shellcheck -x "${scripts[@]}"; fi
cargo fmt --check
rustfmt --check --edition 2024 fuzz/parsers.rs fuzz/targets/*.rs
cargo_deny check licenses bans sources
# No RUSTFLAGS, and everything with what examples and tests depend on: otherwise the C code of librdkafka and OpenSSL is
# built again, since dependencies are shared whose features then differ.
cargo clippy --locked --all-targets -- -D warnings
RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps --document-private-items --lib --examples

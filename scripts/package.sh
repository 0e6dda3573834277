#!/usr/bin/env bash
# Builds koffset for release, with its manual pages and completions, and makes a Debian package of it: prints its path.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "${BUILD_TOOLS[@]}"
command -v cargo-deb >/dev/null || cargo install --locked --version 3.8.0 cargo-deb
cd "$root"

# Where package.metadata.deb of Cargo.toml looks for what the binary makes itself.
readonly made=$root/target/package
cargo build --locked --release --bins
koffset=$target_dir/release/koffset
mkdir -p "$made"
"$koffset" man --output "$made/man" --force
gzip --force --best --no-name "$made"/man/*.1
for shell in bash zsh fish; do "$koffset" completions "$shell" >"$made/koffset.$shell"; done
cargo deb --locked --no-build --quiet --output "$target_dir/debian/"

#!/usr/bin/env bash
# Builds koffset for release, with its manual pages and completions, and makes a Debian package of it: prints its path.
# DEBFULLNAME and DEBEMAIL, as Debian's own tools read them, say who maintains the package.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "${BUILD_TOOLS[@]}" jq
command -v cargo-deb >/dev/null || cargo install --locked --version 3.8.0 cargo-deb
command -v cargo-about >/dev/null || cargo install --locked --version 0.9.3 --features cli cargo-about
cd "$root"

# Where package.metadata.deb of Cargo.toml looks for what is made here.
readonly made=$root/target/package
# RFC 2606 keeps .invalid for addresses that are none.
readonly maintainer="${DEBFULLNAME:-The koffset maintainers} <${DEBEMAIL:-koffset@koffset.invalid}>"

# The licences of all that is linked into the binary.
copyright() {
    cat <<'OWN'
koffset is copyright 2026 of the koffset maintainers, under Apache-2.0.

What follows is linked into it, and under licences of its own. The text of Apache-2.0 is in
/usr/share/common-licenses/Apache-2.0.

The standard library of Rust, by the Rust Project Developers, is used under Apache-2.0; so is OpenSSL, by the OpenSSL
Project Authors, Eric A. Young and Tim J. Hudson.
OWN
    heading "librdkafka and what it contains" && file_of rdkafka-sys librdkafka/LICENSES.txt
    heading "zlib" && file_of libz-sys src/zlib/LICENSE
    heading "Zstandard, used under the BSD licence" && file_of zstd-sys zstd/LICENSE
    heading "curl" && file_of curl-sys curl/COPYING
    cargo about generate --locked --fail --target "$(rustc --print host-tuple)" \
        --config scripts/package/about.toml scripts/package/copyright.hbs
}

heading() { printf '\n---- %s ----\n\n' "$1"; }

file_of() { cat "$(source_of "$1")/$2"; }

# The folder of a crate's source.
source_of() {
    jq -er --arg name "$1" '.packages[] | select(.name == $name) | .manifest_path | rtrimstr("/Cargo.toml")' <<<"$crates"
}

# Debian wants a history of packages; what changed in koffset stands beside it.
changelog() {
    local version
    version=$(jq -er '.packages[] | select(.name == "koffset") | .version' <<<"$crates")
    printf 'koffset (%s-1) unstable; urgency=medium\n\n' "$version"
    printf '  * koffset %s: see changelog.gz.\n\n' "$version"
    printf ' -- %s  %s\n' "$maintainer" "$(date --rfc-email --reference CHANGELOG.md)"
}

cargo build --locked --release --bins
koffset=$target_dir/release/koffset
mkdir -p "$made"
"$koffset" man --output "$made/man" --force
gzip --force --best --no-name "$made"/man/*.1
for shell in bash zsh fish; do "$koffset" completions "$shell" >"$made/koffset.$shell"; done
gzip --best --no-name <CHANGELOG.md >"$made/changelog.gz"
crates=$(cargo metadata --locked --format-version 1)
copyright >"$made/copyright"
changelog >"$made/changelog.Debian"
cargo deb --locked --no-build --quiet --maintainer "$maintainer" --output "$target_dir/debian/"

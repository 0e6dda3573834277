#!/usr/bin/env bash
# Looks for known vulnerabilities in what is linked in, in the database of RustSec, which it fetches.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "${BUILD_TOOLS[@]}" "${LICENCE_TOOLS[@]}" git
cd "$root"
cargo_deny check advisories

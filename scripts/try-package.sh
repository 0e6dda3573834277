#!/usr/bin/env bash
# Installs the Debian package of scripts/package.sh in a clean root of its own, uses it there on a real broker, and removes it.
# Needs root, and Debian's archive; PACKAGE is the path of the package.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
(($# == 1)) || die "usage: ${0##*/} PACKAGE"
((EUID == 0)) || die "a root folder can be changed to by root alone"
install_missing "${KAFKA_TOOLS[@]}" debootstrap unshare
readonly package=$1

# Mounts end with their namespace, so that nothing but files is ever removed with the root.
private() { unshare --mount --propagation private "$@"; }

in_root() {
    # shellcheck disable=SC2016 # What is in the quotes is for the shell inside.
    private sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"' \
        "$work/root" KOFFSET_BOOTSTRAP_SERVER="$bootstrap" "$@"
}

expect() {
    local text=$1
    shift
    in_root "$@" >"$work/said" || die "$*: failed: $(<"$work/said")"
    grep -q -- "$text" "$work/said" || die "$*: no $text in $(<"$work/said")"
}

begin_work
start_kafka --brokers 1
"$root/scripts/kafka.sh" tool topics --bootstrap-server "$bootstrap" --create --topic tried --partitions 2 >"$work/topic"
private debootstrap --variant=minbase --include=man-db,jq stable "$work/root" >"$work/debootstrap"
cp "$package" "$work/root/koffset.deb"
expect "Setting up koffset" dpkg --install /koffset.deb
expect "koffset 0" koffset --version
expect "tried .*1  *0  *0" koffset range tried
expect "how far groups are behind" man koffset-lag
expect "koffset-range (1)" apropos koffset
# shellcheck disable=SC2016 # As above.
expect "^tried$" bash -c '
    . /usr/share/bash-completion/completions/koffset
    COMP_LINE="koffset range tri" COMP_POINT=17 COMP_WORDS=(koffset range tri) COMP_CWORD=2
    _koffset koffset tri range
    printf "%s\n" "${COMPREPLY[@]}"'
expect "koffset-.*json.zst" sh -c '/usr/share/koffset/runbooks/scheduled-snapshot.sh /snapshots && ls /snapshots'
expect "OpenSSL" cat /usr/share/doc/koffset/copyright
expect "Removing koffset" dpkg --purge koffset
if in_root find /usr /etc /var/lib -name "*koffset*" | grep .; then
    die "the package left these behind"
fi
echo "the package can be installed, used and removed"

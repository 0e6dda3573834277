# shellcheck shell=bash disable=SC2154 # What is not set here is set by kafka.sh, which sources this.
# The set kerberos: a key distribution centre (KDC) of MIT Kerberos on loopback, with a key table for each user.

readonly REALM=KOFFSET.TEST

krb5_dir() { printf '%s/krb5' "$(security_dir "$1")"; }

# Runs one of Kerberos' programs on the files of cluster $1 instead of this machine's; Debian keeps some in /usr/sbin.
with_krb5() {
    local folder
    folder=$(krb5_dir "$1")
    shift
    KRB5_CONFIG=$folder/krb5.conf KRB5_KDC_PROFILE=$folder/kdc.conf PATH=$PATH:/usr/sbin "$@"
}

# No name is asked of DNS: the broker is kafka/127.0.0.1, as clients address it.
write_krb5() {
    local folder=$1 port=$2
    cat >"$folder/krb5.conf" <<CONF
[libdefaults]
default_realm = $REALM
dns_canonicalize_hostname = false
dns_lookup_kdc = false
rdns = false
udp_preference_limit = 1
[realms]
$REALM = {
    kdc = 127.0.0.1:$port
}
CONF
    cat >"$folder/kdc.conf" <<CONF
[kdcdefaults]
kdc_listen = ""
kdc_tcp_listen = 127.0.0.1:$port
[realms]
$REALM = {
    database_name = $folder/principal
    key_stash_file = $folder/stash
    acl_file = $folder/acl
}
CONF
}

# Makes the KDC's database, and NAME.keytab of the broker and of each user.
make_principals() {
    local dir=$1 folder=$2 user
    with_krb5 "$dir" kdb5_util create -s -r "$REALM" -P "$(random_id)"
    {
        echo "addprinc -randkey kafka/127.0.0.1"
        echo "ktadd -k $folder/broker.keytab kafka/127.0.0.1"
        for user in "${USERS[@]}"; do
            echo "addprinc -randkey $user"
            echo "ktadd -k $folder/$user.keytab $user"
        done
    } | with_krb5 "$dir" kadmin.local -r "$REALM"
}

# Starts the KDC, a process that is kept, marked and ended as a broker is: its mark is the name that it runs under.
start_kdc() {
    local dir=$1 folder own
    has_set kerberos || return 0
    PATH=$PATH:/usr/sbin need kdb5_util kadmin.local krb5kdc
    folder=$(krb5_dir "$dir")
    own=$(broker_dir "$dir" kdc)
    rm -rf "$folder"
    (umask 077 && mkdir -p "$folder" "$own")
    free_port
    write_krb5 "$folder" "$chosen_port"
    (umask 077 && make_principals "$dir" "$folder") >"$own/server.log" 2>&1 || { cat "$own/server.log" >&2; fail "the KDC could not be made"; }
    (
        echo "$BASHPID" >"$own/pid"
        # shellcheck disable=SC2016 # The new shell's argument.
        with_krb5 "$dir" exec setsid nohup bash -c 'exec -a "$0" krb5kdc -n' "$(broker_mark "$dir" kdc)"
    ) </dev/null >>"$own/server.log" 2>&1 &
    await_port "$dir" kdc "$chosen_port"
}

# Server settings of the listener; $1 is the cluster's folder.
kerberos_config() {
    has_set kerberos || return 0
    cat <<CONF
listener.name.kerberos.sasl.enabled.mechanisms=GSSAPI
listener.name.kerberos.sasl.kerberos.service.name=kafka
listener.name.kerberos.gssapi.sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true keyTab="$(krb5_dir "$1")/broker.keytab" principal="kafka/127.0.0.1@$REALM";
CONF
}

# What a broker's JVM must be told.
kerberos_jvm_options() {
    local conf
    conf="$(krb5_dir "$1")/krb5.conf"
    if [[ -f $conf ]]; then echo "-Djava.security.krb5.conf=$conf"; fi
}

print_kerberos() {
    local user folder
    has_set kerberos || return 0
    folder=$(krb5_dir "$1")
    echo "krb5_config=$folder/krb5.conf"
    for user in "${USERS[@]}"; do echo "${user}_keytab=$folder/$user.keytab"; done
}

# shellcheck shell=bash disable=SC2154 # What is not set here is set by kafka.sh, which sources this.
# Brokers without KRaft for kafka.sh: Kafka before 3.3, with one ZooKeeper for the cluster.

# The ZooKeeper of the last Kafka that has one: the one of Kafka 2.1 finds no server with Java 14 or newer (ZOOKEEPER-3779).
readonly ZOOKEEPER_VERSION=3.8.4

needs_zookeeper() { is_before "$1" 3.3.0; }

# The dependencies of Kafka $1 and of a ZooKeeper server.
zookeeper_dependencies() {
    # The older ones have no build for Scala 2.13.
    dependency org.apache.kafka kafka_2.12 "$1"
    dependency org.apache.zookeeper zookeeper "$ZOOKEEPER_VERSION"
    dependency io.dropwizard.metrics metrics-core 4.1.12.1
}

zookeeper_authorizer() {
    if is_before "$1" 2.4.0; then echo kafka.security.auth.SimpleAclAuthorizer; else echo kafka.security.authorizer.AclAuthorizer; fi
}

# The settings of broker $1 that depend on the way in which brokers find each other; ZooKeeper's port is $2.
zookeeper_config() {
    cat <<CONF
broker.id=$1
zookeeper.connect=127.0.0.1:$2
# A broker that was killed is missed as soon as with KRaft.
zookeeper.session.timeout.ms=9000
CONF
}

# Starts the ZooKeeper of cluster $1, a process that is kept, marked and ended as a broker is; on port $2 when it is new.
start_zookeeper() {
    local dir=$1 own
    needs_zookeeper "$(<"$dir/version")" || return 0
    own=$(broker_dir "$dir" zookeeper)
    if [[ ! -d $own ]]; then
        mkdir -p "$own"
        printf '%s\n' "dataDir=$own/data" clientPortAddress=127.0.0.1 "clientPort=$2" maxClientCnxns=0 \
            admin.enableServer=false >"$own/zookeeper.properties"
    fi
    broker_pid "$dir" zookeeper >/dev/null || spawn "$dir" zookeeper -Dzookeeper.jmx.log4j.disable=true \
        -cp "$(jars_of "$(<"$dir/version")")/*" org.apache.zookeeper.server.quorum.QuorumPeerMain "$own/zookeeper.properties"
}

#!/usr/bin/env bash
# Real Kafka brokers on loopback, from Maven Central's jars. See --help.
set -euo pipefail
shopt -s inherit_errexit

readonly DEFAULT_VERSION=4.4.0
readonly READY_TIMEOUT_MS=90000
readonly STOP_TIMEOUT_S=20
readonly BIND_ATTEMPTS=5
# Marks a folder as this script's own, so that `down` never removes another.
readonly MARKER=.koffset-kafka

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/koffset"
java_bin="${JAVA_HOME:+$JAVA_HOME/bin/}java"
javac_bin="${JAVA_HOME:+$JAVA_HOME/bin/}javac"

# shellcheck source=scripts/security.sh
source "$here/security.sh"
# shellcheck source=scripts/versions.sh
source "$here/versions.sh"
# shellcheck source=scripts/zookeeper.sh
source "$here/zookeeper.sh"

usage() {
    cat <<'USAGE'
usage: kafka.sh COMMAND [OPTION...]

  up [OPTION...]        starts a cluster and prints dir=, bootstrap=, cluster_id= (and proxy_upstream=)
      --brokers N         brokers; the first is also the controller (default 1)
      --version V         Kafka's version (default 4.4.0); before 3.3 with a ZooKeeper of the cluster's own
      --dir DIR           data folder, new or empty (default: a temporary one)
      --config K=V ...    broker settings; they beat the script's own; repeatable
      --authorizer        gives the brokers Kafka's own authorizer; --security does so too
      --cold              does not wait until __consumer_offsets can be used, nor creates it
      --proxy-listener P[,P...]  a port for each broker: a second listener PROXY on a free port, which the
                          broker advertises as 127.0.0.1:P, where the caller's proxy listens;
                          proxy_upstream= is where these proxies connect to
      --security S[,S...]  secured listeners beside the plain one, on which Kafka's own tools are a super user:
                          tls (encryption only), scram-acl (SASL_SSL with SCRAM-SHA-256, SCRAM-SHA-512 and PLAIN),
                          mtls (client certificates), oauth (OAUTHBEARER; with an issuer of tokens),
                          kerberos (GSSAPI; with a KDC of Debian's krb5-kdc and krb5-admin-server), msk-iam (as AWS
                          MSK takes; access keys are AKIA and the user in capitals, secret keys the passwords), and, to
                          fail on, expired and misnamed (TLS with such a certificate). The cluster has an authorizer and the
                          users admin, reader (may see), operator (may see and commit) and nobody. Prints S= the
                          addresses of each, ca=, other_ca=, token_endpoint=, krb5_config=, aws_region=, and USER_password= (the
                          client secret too), USER_certificate=, USER_key=, USER_keytab= of each user
  down --dir DIR        stops the cluster and removes DIR (--keep: stops it in order and leaves DIR)
  stop   --dir DIR --broker N [--kill]   ends one broker: in order, or at once
  start  --dir DIR --broker N            starts a stopped broker again, on its old port; a controller that lives on
                          takes it back only when its old session has ended (broker.session.timeout.ms, 9 s)
  restart --dir DIR --broker N [--kill]  stop, then start
  pause  --dir DIR --broker N            freezes a broker (SIGSTOP)
  resume --dir DIR --broker N            lets it go on (SIGCONT)
  log    --dir DIR --broker N            prints the broker's log
  tool [--version V] NAME ARG...         runs a Kafka tool: consumer-groups, share-groups, streams-groups, groups,
                          topics, get-offsets, configs, delete-records, console-producer, console-consumer,
                          console-share-consumer, transactions, features, broker-api-versions, storage,
                          or a full class name, which before 3.3 is all there is
  checker               runs the resident checker of tests/java: JSON lines in, JSON lines out
  fetch [--version V]   only fetches the jars and compiles the checker; prints jars=

Needs Java 17 or newer (a JDK), Maven for the first fetch, and flock. Jars are kept in
${XDG_CACHE_HOME:-~/.cache}/koffset. Everything listens on 127.0.0.1 only.
USAGE
}

fail() {
    echo "kafka.sh: $*" >&2
    exit 1
}

usage_error() {
    echo "kafka.sh: $*" >&2
    echo "  hint: kafka.sh --help" >&2
    exit 2
}

need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || fail "$tool is not installed (Debian: openjdk-17-jdk-headless, maven, util-linux, openssl)"
    done
}

# ---- jars and classes, each made once under a lock and moved into place whole ----

jars_of() { printf '%s/kafka-%s/libs' "$cache" "$1"; }

is_fetched() {
    if needs_zookeeper "$1"; then [[ -d $(jars_of "$1") ]]; else [[ -d $cache/kafka-$1/formatted ]]; fi
}

# Fetches the jars of version $1 unless they are there. Parallel calls wait for each other.
fetch_jars() {
    local version=$1 target="$cache/kafka-$1" work
    [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || usage_error "not a Kafka version: $version"
    is_fetched "$version" && return
    need "$java_bin" flock
    mkdir -p "$cache"
    (
        flock 9
        is_fetched "$version" && exit 0
        need mvn
        echo "kafka.sh: fetching Kafka $version" >&2
        work=$(mktemp -d "$cache/fetch.XXXXXX")
        trap 'rm -rf "$work"' EXIT
        write_pom "$version" >"$work/pom.xml"
        (cd "$work" && mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/libs") \
            >"$work/mvn.log" 2>&1 9>&- || { cat "$work/mvn.log" >&2; fail "Maven could not fetch Kafka $version"; }
        needs_zookeeper "$version" || first_metadata "$work" || fail "the metadata of a new cluster could not be made"
        rm -rf "$work/mvn.log" "$target"
        mv "$work" "$target"
        trap - EXIT
    ) 9>"$cache/lock-kafka-$version"
}

write_pom() {
    cat <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>koffset</groupId><artifactId>kafka-jars</artifactId><version>1</version>
  <dependencies>
POM
    if needs_zookeeper "$1"; then
        zookeeper_dependencies "$1"
    else
        dependency org.apache.kafka kafka_2.13 "$1"
        dependency org.apache.kafka kafka-tools "$1"
    fi
    dependency org.slf4j slf4j-simple 1.7.36
    printf '  </dependencies>\n</project>\n'
}

# One log binding for every version of Kafka: slf4j-simple needs no file and writes to stderr.
dependency() {
    local binding
    printf '    <dependency>\n      <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>\n      <exclusions>\n' "$@"
    for binding in org.slf4j:slf4j-reload4j org.slf4j:slf4j-log4j12 ch.qos.logback:logback-classic; do
        printf '        <exclusion><groupId>%s</groupId><artifactId>%s</artifactId></exclusion>\n' "${binding%:*}" "${binding#*:}"
    done
    printf '      </exclusions>\n    </dependency>\n'
}

# The records with which a new cluster of this version begins (its feature levels), as StorageTool leaves them in a
# controller's data folder: in bootstrap.checkpoint, since Kafka 4.4 in the folder of the metadata log. They are the same for
# every cluster, so StorageTool, which takes more than a second of CPU, runs once per version and not once per cluster.
first_metadata() {
    local work=$1 format
    format=$(mktemp -d "$work/format.XXXXXX")
    cat >"$format/server.properties" <<CONF
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.quorum.voters=1@127.0.0.1:9093
controller.listener.names=CONTROLLER
log.dirs=$format/data
CONF
    "$java_bin" -cp "$work/libs/*" kafka.tools.StorageTool format -t "$(random_id)" -c "$format/server.properties" \
        >"$format/log" 2>&1 || { cat "$format/log" >&2; return 1; }
    rm "$format/data/meta.properties"
    mv "$format/data" "$work/formatted"
    rm -rf "$format"
}

# Prints the folder of the compiled checker; a change of its sources gives another folder.
checker_classes() {
    local sources="$here/../tests/java" hash target work
    fetch_jars "$DEFAULT_VERSION"
    hash=$(cat "$sources"/*.java | sha256sum | cut -c1-16)
    target="$cache/checker-$DEFAULT_VERSION-$hash"
    if [[ ! -d $target ]]; then
        need "$javac_bin"
        (
            flock 9
            [[ -d $target ]] && exit 0
            work=$(mktemp -d "$cache/javac.XXXXXX")
            trap 'rm -rf "$work"' EXIT
            "$javac_bin" -cp "$(jars_of "$DEFAULT_VERSION")/*" -d "$work" "$sources"/*.java >&2 9>&- ||
                fail "the checker does not compile"
            mv "$work" "$target"
        ) 9>"$cache/lock-checker"
    fi
    printf '%s' "$target"
}

# Tests and tools run for seconds: the first compiler tier and the serial collector start fastest.
quick_jvm=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto)

# exec: the caller's process becomes the checker, so that ending it ends nothing else.
run_checker() {
    local classes
    classes=$(checker_classes)
    exec "$java_bin" "${quick_jvm[@]}" -Xmx256m -Dorg.slf4j.simpleLogger.defaultLogLevel=off \
        -cp "$classes:$(jars_of "$DEFAULT_VERSION")/*" Checker
}

# ---- ports and ids ----

# 16 random bytes as Kafka writes ids; never with a leading dash, which tools read as an option.
random_id() {
    local id
    while id=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '='); [[ $id == -* ]]; do :; done
    printf '%s' "$id"
}

# Whether somebody answers on port $1.
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Waits until what was started as $2 beside the brokers of cluster $1 answers on port $3.
await_port() {
    local dir=$1 name=$2 port=$3 waited=0
    until listens "$port"; do
        sleep 0.05
        waited=$((waited + 1))
        ((waited < READY_TIMEOUT_MS / 50)) || { cat "$(broker_dir "$dir" "$name")/server.log" >&2; fail "the $name does not answer"; }
    done
}

# A port on which nobody answers, below the range from which the kernel gives ports to clients. Another process may take
# it before the broker does: then the broker's start fails and `up` begins again.
free_port() {
    local port
    while true; do
        port=$((10000 + (RANDOM * 32768 + RANDOM) % 22000))
        [[ " ${taken_ports[*]:-} " == *" $port "* ]] && continue
        listens "$port" || break
    done
    taken_ports+=("$port")
    chosen_port=$port
}

# ---- one broker's process ----

broker_dir() { printf '%s/broker-%s' "$1" "$2"; }

# The command line carries the broker's folder, by which a process is known to be ours. A pid alone proves nothing: the
# kernel gives it to another process once ours is gone.
broker_mark() { printf -- '-Dkoffset.broker=%s' "$(broker_dir "$1" "$2")"; }

# Prints the broker's pid and succeeds only if that process lives and is ours.
broker_pid() {
    local file pid
    file="$(broker_dir "$1" "$2")/pid"
    [[ -s $file ]] || return 1
    read -r pid <"$file"
    [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || return 1
    tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -Fxq -- "$(broker_mark "$1" "$2")" || return 1
    printf '%s' "$pid"
}

# Starts the JVM of broker $2, or of what stands beside the brokers, with the rest of the arguments; in a session of its
# own, detached from our input and output, so that it outlives this script and a caller that reads our output to its end
# is not kept waiting.
spawn() {
    local dir=$1 n=$2 own
    shift 2
    own=$(broker_dir "$dir" "$n")
    (
        echo "$BASHPID" >"$own/pid"
        exec setsid nohup "$java_bin" -Xmx512m "${quick_jvm[@]}" "$(broker_mark "$dir" "$n")" \
            -Djava.awt.headless=true -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
            -Dorg.slf4j.simpleLogger.showDateTime=true "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS" "$@"
    ) </dev/null >>"$own/server.log" 2>&1 &
}

spawn_broker() {
    local dir=$1 n=$2 classes
    local -a options
    mapfile -t options < <(security_jvm_options "$dir")
    # Beside Kafka, brokers have the tests' own class that takes tokens of AWS.
    classes=$(checker_classes)
    spawn "$dir" "$n" "${options[@]}" -cp "$(jars_of "$(<"$dir/version")")/*:$classes" \
        kafka.Kafka "$(broker_dir "$dir" "$n")/server.properties"
}

# A process that ends loses its command line first and its ports last, and a zombie leader may still have live threads:
# gone is what has no entry any more, or is one zombie that nobody collects.
gone() {
    local status
    status=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    [[ ${status##*) } == Z* && $(find "/proc/$1/task" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l) -le 1 ]]
}

# Ends broker $2 with signal $3 and waits until it is gone; SIGKILL once the bound of $4 seconds has passed.
end_broker() {
    local dir=$1 n=$2 signal=$3 bound=$4 pid waited=0
    pid=$(broker_pid "$dir" "$n") || return 0
    kill "-$signal" "$pid" 2>/dev/null || true
    # A frozen process takes no SIGTERM before it goes on.
    kill -CONT "$pid" 2>/dev/null || true
    until gone "$pid"; do
        sleep 0.05
        waited=$((waited + 1))
        if ((waited == bound * 20)); then kill -KILL "$pid" 2>/dev/null || true; fi
        ((waited < (bound + 10) * 20)) || fail "broker $n (process $pid) does not end"
    done
    rm -f "$(broker_dir "$dir" "$n")/pid"
}

# The numbers of a cluster's brokers, the controller last: the others need it to leave in order.
brokers_of() {
    local folder
    for folder in "$1"/broker-*; do
        [[ -d $folder ]] && echo "${folder##*-}"
    done | sort -rn
}

end_all() {
    local n
    for n in $(brokers_of "$1"); do end_broker "$1" "$n" "$2" "$3"; done
}

# ---- up ----

# Server settings of broker $2 of $3, with listener $4, the controller's (or ZooKeeper's) port $5 and the proxy's
# "upstream:advertised" $6.
write_config() {
    local dir=$1 n=$2 brokers=$3 port=$4 controller=$5 proxy=$6 version
    local listeners="PLAINTEXT://127.0.0.1:$port" advertised="PLAINTEXT://127.0.0.1:$port"
    version=$(<"$dir/version")
    if needs_zookeeper "$version"; then
        zookeeper_config "$n" "$controller"
    else
        if ((n == 1)); then listeners+=",CONTROLLER://127.0.0.1:$controller"; fi
        kraft_config "$n" "$controller"
    fi
    if [[ -n $proxy ]]; then
        listeners+=",PROXY://127.0.0.1:${proxy%%:*}"
        advertised+=",PROXY://127.0.0.1:${proxy##*:}"
    fi
    listeners+=$(secured_listeners "$n")
    advertised+=$(secured_listeners "$n")
    local replicas=$((brokers < 3 ? brokers : 3))
    cat <<CONF
listeners=$listeners
advertised.listeners=$advertised
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXY:PLAINTEXT$(secured_protocols)
inter.broker.listener.name=PLAINTEXT
log.dirs=$(broker_dir "$dir" "$n")/data
auto.create.topics.enable=false
# Internal topics fit the number of brokers, and are few partitions, so that each can be warmed up.
offsets.topic.num.partitions=4
offsets.topic.replication.factor=$replicas
transaction.state.log.num.partitions=2
transaction.state.log.replication.factor=$replicas
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=2
share.coordinator.state.topic.replication.factor=$replicas
share.coordinator.state.topic.min.isr=1
# Groups settle at once, and a test may ask for a session short enough to wait for its end.
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=500
group.consumer.min.heartbeat.interval.ms=500
group.consumer.heartbeat.interval.ms=500
group.consumer.min.session.timeout.ms=1000
group.share.min.heartbeat.interval.ms=500
group.share.heartbeat.interval.ms=500
group.streams.initial.rebalance.delay.ms=0
group.streams.min.heartbeat.interval.ms=500
group.streams.heartbeat.interval.ms=500
# Thousands of partitions stay small on disk, and the broker small in memory.
log.index.size.max.bytes=65536
log.cleaner.dedupe.buffer.size=4194304
num.network.threads=2
num.io.threads=4
num.recovery.threads.per.data.dir=1
CONF
    # Before Kafka 4 a broker knew KIP-848 groups only when told to.
    if is_before "$version" 4.0.0; then echo group.coordinator.rebalance.protocols=classic,consumer; fi
    if $authorizer || [[ -n $security ]]; then echo "authorizer.class.name=$(authorizer_of "$version")"; fi
    if [[ -n $security ]]; then security_config "$dir"; fi
    # The last value of a key counts.
    if ((${#configs[@]})); then printf '%s\n' "${configs[@]}"; fi
}

# As zookeeper_config; the first broker is also the controller.
kraft_config() {
    local roles=broker
    if (($1 == 1)); then roles=broker,controller; fi
    cat <<CONF
process.roles=$roles
node.id=$1
controller.quorum.voters=1@127.0.0.1:$2
controller.listener.names=CONTROLLER
# A broker that stops in order is let go at one of its next heartbeats.
broker.heartbeat.interval.ms=500
CONF
}

authorizer_of() {
    if needs_zookeeper "$1"; then zookeeper_authorizer "$1"; else echo org.apache.kafka.metadata.authorizer.StandardAuthorizer; fi
}

# What `StorageTool format` leaves in a data folder; the first broker is the controller.
format_broker() {
    local dir=$1 n=$2 data
    data="$(broker_dir "$dir" "$n")/data"
    mkdir -p "$data"
    if ((n == 1)); then cp -r "$cache/kafka-$(<"$dir/version")/formatted/." "$data"; fi
    printf 'version=1\ncluster.id=%s\nnode.id=%s\ndirectory.id=%s\n' \
        "$(<"$dir/cluster_id")" "$n" "$(random_id)" >"$data/meta.properties"
}

# Chooses ports, writes the folders of all brokers and starts them. Sets bootstrap and proxy_upstream.
launch() {
    local dir=$1 brokers=$2 n port controller proxy="" advertised
    IFS=, read -ra advertised <<<"$3"
    taken_ports=()
    secured_ports=()
    # Brokers with a ZooKeeper choose the cluster's id themselves.
    if needs_zookeeper "$(<"$dir/version")"; then : >"$dir/cluster_id"; else random_id >"$dir/cluster_id"; fi
    free_port
    controller=$chosen_port
    bootstrap=""
    proxy_upstream=""
    if [[ -n $security ]]; then make_secrets "$dir"; start_issuer "$dir"; start_kdc "$dir"; fi
    for ((n = 1; n <= brokers; n++)); do
        free_port
        port=$chosen_port
        choose_secured_ports
        if ((${#advertised[@]})); then
            free_port
            proxy="$chosen_port:${advertised[n - 1]}"
            proxy_upstream+="${proxy_upstream:+,}127.0.0.1:$chosen_port"
        fi
        mkdir -p "$(broker_dir "$dir" "$n")"
        write_config "$dir" "$n" "$brokers" "$port" "$controller" "$proxy" >"$(broker_dir "$dir" "$n")/server.properties"
        needs_zookeeper "$(<"$dir/version")" || format_broker "$dir" "$n"
        bootstrap+="${bootstrap:+,}127.0.0.1:$port"
    done
    echo "$bootstrap" >"$dir/bootstrap"
    start_zookeeper "$dir" "$controller"
    for ((n = 1; n <= brokers; n++)); do spawn_broker "$dir" "$n"; done
}

# Waits until the cluster serves: $3 brokers, and unless $4 every partition of __consumer_offsets. The checker's JVM starts beside
# the brokers' and asks until they answer; a broker that dies ends the wait.
await_ready() {
    local dir=$1 bootstrap=$2 brokers=$3 cold=$4 request n
    request=$(printf '{"op":"ready","bootstrap":"%s","brokers":%d,"cold":%s,"cluster_id":"%s","timeout_ms":%d}' \
        "$bootstrap" "$brokers" "$cold" "$(<"$dir/cluster_id")" "$READY_TIMEOUT_MS")
    # A here-string: in a pipeline $! would not be the checker.
    (run_checker) <<<"$request" >"$dir/ready.json" 2>"$dir/ready.err" &
    checker=$!
    while kill -0 "$checker" 2>/dev/null; do
        for ((n = 1; n <= brokers; n++)); do
            if ! broker_pid "$dir" "$n" >/dev/null && ! starting "$dir" "$n"; then
                end_checker
                return 1
            fi
        done
        sleep 0.05
    done
    wait "$checker" || { checker=""; return 1; }
    checker=""
    grep -q '"ok"' "$dir/ready.json" || return 1
    sed -n 's/.*"cluster_id":"\([^"]*\)".*/\1/p' "$dir/ready.json" >"$dir/cluster_id"
}

end_checker() {
    [[ -n $checker ]] || return 0
    # KILL: a job in the background of a script ignores an interrupt, and the JVM has nothing to put in order.
    kill -KILL "$checker" 2>/dev/null || true
    wait "$checker" 2>/dev/null || true
    checker=""
}

# Between the fork and the exec a broker's process does not yet carry its mark.
starting() {
    local own pid
    own=$(broker_dir "$1" "$2")
    [[ -s $own/pid ]] || return 0
    read -r pid <"$own/pid"
    kill -0 "$pid" 2>/dev/null
}

command_up() {
    local brokers=1 version=$DEFAULT_VERSION dir="" proxy="" cold=false attempt
    authorizer=false
    configs=()
    security=""
    while (($#)); do
        case $1 in
            --brokers) brokers=${2:?"needs a value after $1"}; shift 2 ;;
            --version) version=${2:?"needs a value after $1"}; shift 2 ;;
            --dir) dir=${2:?"needs a value after $1"}; shift 2 ;;
            --authorizer) authorizer=true; shift ;;
            --cold) cold=true; shift ;;
            --security) security=${2:?"needs a value after $1"}; shift 2 ;;
            --proxy-listener) proxy=${2:?"needs a value after $1"}; shift 2 ;;
            --config)
                shift
                while (($#)) && [[ $1 != --* ]]; do
                    [[ $1 == *=* ]] || usage_error "--config takes key=value: $1"
                    configs+=("$1")
                    shift
                done ;;
            *) usage_error "up: unknown argument $1" ;;
        esac
    done
    [[ $brokers =~ ^[1-9]$ ]] || usage_error "--brokers takes 1 to 9: $brokers"
    check_security "$security"
    [[ -z $security ]] || ! needs_zookeeper "$version" || fail "--security needs Kafka 3.3 or newer: $version"
    [[ -z $proxy || $proxy =~ ^[0-9]+(,[0-9]+){$((brokers - 1))}$ ]] ||
        usage_error "--proxy-listener takes a port for each of $brokers brokers: $proxy"
    need "$java_bin" setsid base64 sha256sum
    fetch_jars "$version"
    checker_classes >/dev/null

    if [[ -z $dir ]]; then
        dir=$(mktemp -d "${TMPDIR:-/tmp}/koffset-kafka.XXXXXX")
    else
        mkdir -p "$dir"
        dir=$(cd "$dir" && pwd)
        [[ -z $(ls -A "$dir") ]] || fail "$dir is not empty"
    fi
    touch "$dir/$MARKER"
    echo "$version" >"$dir/version"
    # Whatever ends this script before the cluster is ready also ends the brokers.
    checker=""
    trap 'end_checker; end_all "$dir" KILL 5; rm -rf "$dir"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP

    for ((attempt = 1; ; attempt++)); do
        launch "$dir" "$brokers" "$proxy"
        if await_ready "$dir" "$bootstrap" "$brokers" "$cold"; then break; fi
        if ((attempt < BIND_ATTEMPTS)) && port_clash "$dir"; then
            end_all "$dir" KILL 5
            rm -rf "$dir"/broker-*
            continue
        fi
        show_failure "$dir"
        exit 1
    done
    if [[ -n $security ]]; then make_users "$dir" "$bootstrap"; fi
    rm -f "$dir/ready.json" "$dir/ready.err"
    trap - EXIT INT TERM HUP
    echo "dir=$dir"
    echo "bootstrap=$bootstrap"
    if [[ -n $security ]]; then print_security "$dir"; fi
    echo "cluster_id=$(<"$dir/cluster_id")"
    if [[ -n $proxy_upstream ]]; then echo "proxy_upstream=$proxy_upstream"; fi
}

port_clash() {
    grep -qsE 'Address already in use|BindException' "$1"/broker-*/server.log || grep -qs 'another cluster answers' "$1/ready.json"
}

show_failure() {
    local log
    echo "kafka.sh: the cluster did not become ready" >&2
    cat "$1/ready.json" "$1/ready.err" >&2 2>/dev/null || true
    for log in "$1"/broker-*/server.log; do
        echo "---- end of ${log#"$1"/}" >&2
        tail -n 30 "$log" >&2 || true
    done
}

# ---- the other commands ----

# Reads --dir, --broker and flags into dir, broker, keep, kill_at_once.
parse_target() {
    dir="" broker="" keep=false kill_at_once=false
    while (($#)); do
        case $1 in
            --dir) dir=${2:?"needs a value after $1"}; shift 2 ;;
            --broker) broker=${2:?"needs a value after $1"}; shift 2 ;;
            --keep) keep=true; shift ;;
            --kill) kill_at_once=true; shift ;;
            *) usage_error "unknown argument $1" ;;
        esac
    done
    [[ -n $dir ]] || usage_error "--dir is missing"
    [[ -f $dir/$MARKER ]] || fail "$dir is not a folder of kafka.sh up"
    dir=$(cd "$dir" && pwd)
}

parse_broker() {
    parse_target "$@"
    [[ $broker =~ ^[1-9]$ ]] || usage_error "--broker is missing or not a number"
    [[ -d $(broker_dir "$dir" "$broker") ]] || fail "$dir has no broker $broker"
}

command_down() {
    parse_target "$@"
    if $keep; then
        end_all "$dir" TERM "$STOP_TIMEOUT_S"
    else
        # The data goes too, so nobody gains from the seconds of an orderly stop.
        end_all "$dir" KILL 5
        rm -rf "$dir"
    fi
}

stop_one() {
    if $kill_at_once; then end_broker "$dir" "$broker" KILL 5; else end_broker "$dir" "$broker" TERM "$STOP_TIMEOUT_S"; fi
}

# Starts the broker and waits until its port accepts connections; it may still be catching up then.
start_one() {
    local address waited=0
    broker_pid "$dir" "$broker" >/dev/null && fail "broker $broker runs already"
    start_zookeeper "$dir"
    address=$(cut -d, -f"$broker" "$dir/bootstrap")
    spawn_broker "$dir" "$broker"
    until listens "${address##*:}"; do
        sleep 0.05
        waited=$((waited + 1))
        if ! starting "$dir" "$broker" || ((waited > 60 * 20)); then
            tail -n 30 "$(broker_dir "$dir" "$broker")/server.log" >&2
            end_broker "$dir" "$broker" KILL 5
            fail "broker $broker did not start"
        fi
    done
}

signal_one() {
    local pid
    pid=$(broker_pid "$dir" "$broker") || fail "broker $broker does not run"
    kill "-$1" "$pid"
}

# The class of a tool's short name; some moved between packages with Kafka 4.0, one with 4.4.
tool_class() {
    local version=$2 old=false
    if is_before "$version" 4.0.0; then old=true; fi
    case $1 in
        consumer-groups) echo org.apache.kafka.tools.consumer.group.ConsumerGroupCommand ;;
        share-groups) echo org.apache.kafka.tools.consumer.group.ShareGroupCommand ;;
        streams-groups) echo org.apache.kafka.tools.streams.StreamsGroupCommand ;;
        groups) echo org.apache.kafka.tools.GroupsCommand ;;
        topics) echo org.apache.kafka.tools.TopicCommand ;;
        get-offsets) echo org.apache.kafka.tools.GetOffsetShell ;;
        delete-records) echo org.apache.kafka.tools.DeleteRecordsCommand ;;
        transactions) echo org.apache.kafka.tools.TransactionsCommand ;;
        features) echo org.apache.kafka.tools.FeatureCommand ;;
        console-consumer) echo org.apache.kafka.tools.consumer.ConsoleConsumer ;;
        console-share-consumer) echo org.apache.kafka.tools.consumer.ConsoleShareConsumer ;;
        configs) if is_before "$version" 4.4.0; then echo kafka.admin.ConfigCommand; else echo org.apache.kafka.tools.ConfigCommand; fi ;;
        storage) echo kafka.tools.StorageTool ;;
        console-producer) if $old; then echo kafka.tools.ConsoleProducer; else echo org.apache.kafka.tools.ConsoleProducer; fi ;;
        broker-api-versions) if $old; then echo kafka.admin.BrokerApiVersionsCommand; else echo org.apache.kafka.tools.BrokerApiVersionsCommand; fi ;;
        *.*) echo "$1" ;;
        *) usage_error "unknown tool $1" ;;
    esac
}

command_tool() {
    local version=$DEFAULT_VERSION class
    while [[ ${1:-} == --version ]]; do version=${2:?"needs a value after $1"}; shift 2; done
    (($#)) || usage_error "tool: a name is missing"
    class=$(tool_class "$1" "$version")
    shift
    fetch_jars "$version"
    exec "$java_bin" "${quick_jvm[@]}" -Xmx256m -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
        -cp "$(jars_of "$version")/*" "$class" "$@"
}

command_fetch() {
    local version=$DEFAULT_VERSION
    while [[ ${1:-} == --version ]]; do version=${2:?"needs a value after $1"}; shift 2; done
    (($# == 0)) || usage_error "fetch: unknown argument $1"
    fetch_jars "$version"
    checker_classes >/dev/null
    echo "jars=$(jars_of "$version")"
}

command=${1:-}
(($#)) && shift
case $command in
    up) command_up "$@" ;;
    down) command_down "$@" ;;
    stop) parse_broker "$@"; stop_one ;;
    start) parse_broker "$@"; start_one ;;
    restart) parse_broker "$@"; stop_one; start_one ;;
    pause) parse_broker "$@"; signal_one STOP ;;
    resume) parse_broker "$@"; signal_one CONT ;;
    log) parse_broker "$@"; cat "$(broker_dir "$dir" "$broker")/server.log" ;;
    tool) command_tool "$@" ;;
    checker) run_checker ;;
    fetch) command_fetch "$@" ;;
    -h | --help | help) usage ;;
    *) usage >&2; exit 2 ;;
esac

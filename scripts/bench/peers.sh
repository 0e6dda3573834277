# Sourced by bench.sh: the command lines of the tools beside which koffset is measured.
# shellcheck shell=bash disable=SC2034,SC2154 # What is set here is used there, and the other way round.

set_peers() {
    get_offsets=$(kafka_tool GetOffsetShell)
    consumer_groups=$(kafka_tool consumer.group.ConsumerGroupCommand)
}

# The command line to which kafka-run-class.sh comes in the end, without the time that the script itself takes.
kafka_tool() {
    local jars
    jars=$("$root/scripts/kafka.sh" fetch | sed -n 's/^jars=//p')
    echo "${JAVA_HOME:+$JAVA_HOME/bin/}java -Xmx256M -server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35" \
        "-XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true -Dcom.sun.management.jmxremote" \
        "-Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false" \
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp $jars/* org.apache.kafka.tools.$1 --bootstrap-server $bootstrap"
}

# One end of every partition of the topic big: -1 the last, -2 the first.
kcat_end() {
    local n command="kcat -Q -b $bootstrap"
    for ((n = 0; n < partitions; n++)); do command+=" -t big:$n:$1"; done
    echo "$command"
}

# Both ends. kcat takes a partition only once.
kcat_ends() {
    printf '#!/bin/sh\n%s\n%s\n' "$(kcat_end -1)" "$(kcat_end -2)" >"$work/kcat-both"
    chmod +x "$work/kcat-both"
    echo "$work/kcat-both"
}

#!/usr/bin/env bash
# Kafka 4.4.0 takes commits for a group whose name is empty from its own Admin client, lists the group and tells its commits.
# But it cannot be described: INVALID_GROUP_ID. So `kafka-consumer-groups --describe --all-groups` shows no group at all as
# soon as one such group is there, and exits with 0.
#
# Seen on Kafka 4.4.0 with Java 17:
#   commit taken, listed as [, billing], described: InvalidGroupIdException, commit of the group told: 0
#   --describe --all-groups: exit 0, no line of billing, "The group id is invalid."
#
# Needs a JDK 17 and Maven. Leaves nothing behind.
set -euo pipefail
readonly VERSION=4.4.0
work=$(mktemp -d)
broker=""
trap '[[ -z $broker ]] || { kill "$broker"; wait "$broker" || true; } 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$VERSION</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>$VERSION</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/libs" >mvn.log 2>&1 || { cat mvn.log >&2; exit 1; }

# Two ports on which nobody answers, below the range that the kernel gives to clients.
port() {
    local port
    while port=$((10000 + RANDOM % 20000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}
client=$(port)
while controller=$(port); [[ $controller == "$client" ]]; do :; done
cat >server.properties <<CONF
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:$client,CONTROLLER://127.0.0.1:$controller
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$work/data
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
group.initial.rebalance.delay.ms=0
CONF
java -cp 'libs/*' kafka.tools.StorageTool format -t "$(head -c 16 /dev/urandom | base64 | tr '+/' 'AB' | tr -d =)" \
    -c server.properties >format.log 2>&1
java -Xmx512m -cp 'libs/*' kafka.Kafka server.properties >server.log 2>&1 &
broker=$!

cat >Finding.java <<'JAVA'
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

class Finding {
    public static void main(String[] args) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0], "default.api.timeout.ms", 60000))) {
            admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1))).all().get();
            TopicPartition orders = new TopicPartition("orders", 0);
            for (String group : List.of("billing", "")) {
                admin.alterConsumerGroupOffsets(group, Map.of(orders, new OffsetAndMetadata(0))).all().get();
            }
            TreeSet<String> names = new TreeSet<>();
            for (GroupListing group : admin.listGroups().all().get()) names.add(group.groupId());
            System.out.println("listed " + names);
            System.out.println("commit " + admin.listConsumerGroupOffsets("").partitionsToOffsetAndMetadata().get().get(orders).offset());
            try {
                admin.describeConsumerGroups(List.of("")).all().get();
                System.out.println("described");
            } catch (ExecutionException refused) {
                System.out.println("described: " + refused.getCause().getClass().getSimpleName());
            }
        }
    }
}
JAVA
java -cp 'libs/*' Finding.java "127.0.0.1:$client" 2>/dev/null | tee admin.out
diff admin.out - <<'SEEN'
listed [, billing]
commit 0
described: InvalidGroupIdException
SEEN

status=0
java -cp 'libs/*' org.apache.kafka.tools.consumer.group.ConsumerGroupCommand --bootstrap-server "127.0.0.1:$client" \
    --describe --all-groups >tool.out 2>tool.err || status=$?
echo "--describe --all-groups: exit $status"
grep -h 'Error: ' tool.out tool.err
[[ $status == 0 ]] && ! grep -q 'billing *orders' tool.out && grep -qh 'The group id is invalid' tool.out tool.err
echo "as seen on Kafka $VERSION"

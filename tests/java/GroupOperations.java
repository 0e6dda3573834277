import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.OffsetCommitResponse;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.apache.kafka.common.requests.OffsetFetchResponse;

/** Committed offsets and groups, through the Java Admin client. */
final class GroupOperations {
    /** The first that can wait for stable offsets. Newer ones do not serve a read of all topics with ids. */
    private static final short OFFSET_FETCH_VERSION = 7;
    /** Known to every broker that the tests start. */
    private static final short OFFSET_COMMIT_VERSION = 5;

    static void register(Map<String, Checker.Operation> operations) {
        operations.put("committed", GroupOperations::committed);
        operations.put("pending", r -> unstable(r, Fields.text(r, "group")).stream().map(Fields::row).toList());
        operations.put("commit", GroupOperations::commit);
        operations.put("commit_number", GroupOperations::commitNumber);
        operations.put("delete_group_offsets", GroupOperations::deleteGroupOffsets);
        operations.put("delete_groups", GroupOperations::deleteGroups);
        operations.put("describe_group", GroupOperations::describeGroup);
        operations.put("list_groups", GroupOperations::listGroups);
        operations.put("coordinator", GroupOperations::coordinator);
        operations.put("ready", GroupOperations::ready);
    }

    /** Waits where there is none for the moment, as while brokers take over from each other. */
    private static Object coordinator(JsonNode request) throws Exception {
        Node[] found = new Node[1];
        Fields.await(request, "a coordinator", () -> (found[0] = Wire.coordinator(request, Fields.text(request, "group"))) != null);
        return Map.of("broker", found[0].id());
    }

    private static Object committed(JsonNode request) throws Exception {
        String group = Fields.text(request, "group");
        ListConsumerGroupOffsetsSpec spec = new ListConsumerGroupOffsetsSpec();
        List<TopicPartition> asked = Fields.partitions(request.path("partitions"));
        if (!asked.isEmpty()) spec.topicPartitions(asked);
        Map<TopicPartition, OffsetAndMetadata> offsets = Fields.get(
                AdminOperations.admin(request).listConsumerGroupOffsets(Map.of(group, spec),
                        new ListConsumerGroupOffsetsOptions().timeoutMs((int) Fields.timeoutMs(request)))
                        .partitionsToOffsetAndMetadata(group), request);
        List<Object> rows = new ArrayList<>();
        for (TopicPartition tp : Fields.sorted(asked.isEmpty() ? offsets.keySet() : asked)) {
            OffsetAndMetadata found = offsets.get(tp);
            Map<String, Object> row = Fields.row(tp);
            row.put("offset", found == null ? null : found.offset());
            row.put("leader_epoch", found == null ? null : found.leaderEpoch().orElse(null));
            row.put("metadata", found == null ? null : found.metadata());
            rows.add(row);
        }
        return rows;
    }

    /**
     * The partitions on which an open transaction holds offsets of the group, as a require-stable read says. Over the
     * wire, since the Admin client leaves such a partition out of its answer, where it looks as if it had no commit. None
     * where the broker is too old to tell.
     */
    static List<TopicPartition> unstable(JsonNode request, String group) throws Exception {
        try (Wire wire = Wire.of(request, group)) {
            if (!wire.serves(ApiKeys.OFFSET_FETCH, OFFSET_FETCH_VERSION)) return List.of();
            OffsetFetchRequestData data = new OffsetFetchRequestData().setRequireStable(true).setGroups(List.of(
                    new OffsetFetchRequestData.OffsetFetchRequestGroup().setGroupId(group).setTopics(null)));
            var answer = ((OffsetFetchResponse) wire.ask(
                    OffsetFetchRequest.Builder.forTopicNames(data, true).build(OFFSET_FETCH_VERSION))).group(group);
            Errors.forCode(answer.errorCode()).maybeThrow();
            List<TopicPartition> found = new ArrayList<>();
            answer.topics().forEach(t -> t.partitions().forEach(p -> {
                if (p.errorCode() == Errors.UNSTABLE_OFFSET_COMMIT.code()) {
                    found.add(new TopicPartition(t.name(), p.partitionIndex()));
                }
            }));
            return Fields.sorted(found);
        }
    }

    private static Object commit(JsonNode request) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = Fields.offsets(request);
        var result = AdminOperations.admin(request).alterConsumerGroupOffsets(Fields.text(request, "group"), offsets);
        return perPartition(request, offsets.keySet(), result::partitionResult);
    }

    /** Commits any number, negative ones too, which the Java clients refuse and other clients send. */
    private static Object commitNumber(JsonNode request) throws Exception {
        String group = Fields.text(request, "group");
        OffsetCommitRequestData data = new OffsetCommitRequestData().setGroupId(group);
        request.path("offsets").forEach(item -> data.topics().add(
                new OffsetCommitRequestData.OffsetCommitRequestTopic().setName(Fields.text(item, "topic")).setPartitions(List.of(
                        new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                .setPartitionIndex(item.path("partition").asInt())
                                .setCommittedOffset(item.path("offset").asLong())
                                .setCommittedMetadata(Fields.text(item, "metadata", ""))))));
        try (Wire wire = Wire.of(request, group)) {
            var answer = (OffsetCommitResponse) wire.ask(
                    OffsetCommitRequest.Builder.forTopicNames(data).build(OFFSET_COMMIT_VERSION));
            answer.data().topics().forEach(t -> t.partitions().forEach(p -> Errors.forCode(p.errorCode()).maybeThrow()));
            return data.topics().size();
        }
    }

    private static Object deleteGroupOffsets(JsonNode request) throws Exception {
        List<TopicPartition> partitions = Fields.partitions(request.path("partitions"));
        var result = AdminOperations.admin(request)
                .deleteConsumerGroupOffsets(Fields.text(request, "group"), java.util.Set.copyOf(partitions));
        return perPartition(request, partitions, result::partitionResult);
    }

    private interface PartitionResult {
        KafkaFuture<Void> of(TopicPartition tp);
    }

    private static Object perPartition(JsonNode request, Collection<TopicPartition> partitions, PartitionResult result) {
        List<Object> rows = new ArrayList<>();
        for (TopicPartition tp : partitions) {
            Map<String, Object> row = Fields.row(tp);
            try {
                Fields.get(result.of(tp), request);
                row.put("error", null);
            } catch (Exception error) {
                row.put("error", Checker.describe(error));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Object deleteGroups(JsonNode request) throws Exception {
        List<String> groups = Fields.texts(request, "groups");
        Fields.get(AdminOperations.admin(request).deleteConsumerGroups(groups).all(), request);
        return groups.size();
    }

    private static Object listGroups(JsonNode request) throws Exception {
        List<Object> rows = new ArrayList<>();
        for (GroupListing group : Fields.get(AdminOperations.admin(request).listGroups().all(), request)) rows.add(row(group));
        return rows;
    }

    private static Map<String, Object> row(GroupListing group) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("group", group.groupId());
        row.put("type", group.type().map(t -> t.toString().toLowerCase()).orElse(null));
        row.put("protocol", group.protocol());
        row.put("state", group.groupState().map(s -> s.toString().toLowerCase()).orElse(null));
        row.put("simple", group.isSimpleConsumerGroup());
        return row;
    }

    /** Looks the group up in the listing first, because only its type says which describe call answers truly. */
    static Map<String, Object> describeGroup(JsonNode request) throws Exception {
        String name = Fields.text(request, "group");
        Admin admin = AdminOperations.admin(request);
        Optional<GroupListing> listed = Fields.get(admin.listGroups().all(), request).stream()
                .filter(g -> g.groupId().equals(name)).findFirst();
        if (listed.isEmpty()) {
            Map<String, Object> absent = new LinkedHashMap<>();
            absent.put("group", name);
            absent.put("found", false);
            return absent;
        }
        Map<String, Object> row = row(listed.get());
        row.put("found", true);
        List<String> one = List.of(name);
        List<Object> members = new ArrayList<>();
        Node coordinator;
        switch (listed.get().type().orElse(GroupType.CLASSIC)) {
            case SHARE -> {
                var group = Fields.get(admin.describeShareGroups(one).all(), request).get(name);
                row.put("state", group.groupState().toString().toLowerCase());
                coordinator = group.coordinator();
                group.members().forEach(m -> members.add(
                        member(m.consumerId(), m.clientId(), m.host(), null, m.assignment().topicPartitions())));
            }
            case STREAMS -> {
                var group = Fields.get(admin.describeStreamsGroups(one).all(), request).get(name);
                row.put("state", group.groupState().toString().toLowerCase());
                coordinator = group.coordinator();
                group.members().forEach(m -> members.add(
                        member(m.memberId(), m.clientId(), m.clientHost(), m.instanceId().orElse(null), List.of())));
            }
            case CONSUMER -> {
                var group = Fields.get(admin.describeConsumerGroups(one).all(), request).get(name);
                row.put("state", group.groupState().toString().toLowerCase());
                coordinator = group.coordinator();
                group.members().forEach(m -> members.add(member(m.consumerId(), m.clientId(), m.host(),
                        m.groupInstanceId().orElse(null), m.assignment().topicPartitions())));
            }
            default -> {
                var group = Fields.get(admin.describeClassicGroups(one).all(), request).get(name);
                row.put("state", group.state().toString().toLowerCase());
                coordinator = group.coordinator();
                group.members().forEach(m -> members.add(member(m.consumerId(), m.clientId(), m.host(),
                        m.groupInstanceId().orElse(null), m.assignment().topicPartitions())));
            }
        }
        row.put("coordinator", coordinator.id());
        row.put("members", members);
        return row;
    }

    private static Map<String, Object> member(
            String id, String client, String host, String instance, Collection<TopicPartition> assignment) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("member_id", id);
        row.put("client_id", client);
        row.put("host", host);
        row.put("instance_id", instance);
        row.put("assignment", Fields.sorted(assignment).stream().map(Fields::row).toList());
        return row;
    }

    /**
     * Ready is: all brokers are there, it is the cluster that was started, and every partition of the offsets topic has
     * served a commit, unless the cluster is to stay cold. The first commit to each is slow and answers NOT_COORDINATOR for a while; no test should meet it.
     */
    private static Object ready(JsonNode request) throws Exception {
        Admin admin = AdminOperations.admin(request);
        int brokers = request.path("brokers").asInt(1);
        String expected = Fields.text(request, "cluster_id", "");
        String[] found = new String[1];
        Fields.await(request, brokers + " brokers", () -> {
            var cluster = admin.describeCluster();
            found[0] = Fields.get(cluster.clusterId(), request);
            // A port can be taken by another cluster between the choice and the bind. IllegalState ends the wait.
            if (!expected.isEmpty() && !expected.equals(found[0])) throw new IllegalStateException("another cluster answers: " + found[0]);
            return Fields.get(cluster.nodes(), request).size() == brokers;
        });
        if (request.path("cold").asBoolean()) return Map.of("brokers", brokers, "cluster_id", found[0]);
        String prefix = "koffset-ready-" + UUID.randomUUID() + "-";
        // Asking for a coordinator makes the broker create the offsets topic.
        Fields.await(request, "a coordinator", () -> Wire.coordinator(request, prefix) != null);
        int[] count = new int[1];
        Fields.await(request, "the offsets topic", () -> {
            count[0] = partitions(request);
            return count[0] > 0;
        });
        // The commits name the offsets topic itself: a commit needs a topic that exists, and none must be left behind.
        TopicPartition target = new TopicPartition(Topic.GROUP_METADATA_TOPIC_NAME, 0);
        List<String> groups = onePerPartition(prefix, count[0]);
        for (String group : groups) {
            Fields.await(request, "a commit of " + group, () -> {
                Fields.get(admin.alterConsumerGroupOffsets(group, Map.of(target, new OffsetAndMetadata(0))).all(), request);
                return true;
            });
        }
        Fields.get(admin.deleteConsumerGroups(groups).all(), request);
        return Map.of("brokers", brokers, "cluster_id", found[0], "offsets_partitions", count[0]);
    }

    private static int partitions(JsonNode request) throws Exception {
        return AdminOperations.partitionsOf(request, List.of(Topic.GROUP_METADATA_TOPIC_NAME)).size();
    }

    /** Group names that together hash to every partition, by the broker's rule. */
    private static List<String> onePerPartition(String prefix, int partitions) {
        Map<Integer, String> found = new LinkedHashMap<>();
        for (int i = 0; found.size() < partitions; i++) {
            String group = prefix + i;
            found.putIfAbsent(org.apache.kafka.common.utils.Utils.abs(group.hashCode()) % partitions, group);
        }
        return List.copyOf(found.values());
    }
}

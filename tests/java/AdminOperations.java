import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics, records, offsets of the log and configuration, through the Java Admin client. */
final class AdminOperations {
    private static final Map<String, Admin> ADMINS = new ConcurrentHashMap<>();

    static void register(Map<String, Checker.Operation> operations) {
        operations.put("create_topics", AdminOperations::createTopics);
        operations.put("delete_topics", AdminOperations::deleteTopics);
        operations.put("create_partitions", AdminOperations::createPartitions);
        operations.put("delete_records", AdminOperations::deleteRecords);
        operations.put("topic_ids", AdminOperations::topicIds);
        operations.put("list_topics", r -> Fields.get(admin(r).listTopics().names(), r).stream().sorted().toList());
        operations.put("list_offsets", AdminOperations::listOffsets);
        operations.put("alter_configs", AdminOperations::alterConfigs);
        operations.put("cluster", AdminOperations::cluster);
        operations.put("close", AdminOperations::close);
    }

    /** One client per cluster, kept: a test asks many small questions. */
    static Admin admin(JsonNode request) {
        return ADMINS.computeIfAbsent(Fields.text(request, "bootstrap"), servers -> Admin.create(client(servers)));
    }

    /** What every client here has in common: quick retries, since tests meet brokers that are just starting. */
    static Map<String, Object> client(String bootstrap) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("reconnect.backoff.ms", 20);
        config.put("reconnect.backoff.max.ms", 200);
        config.put("retry.backoff.ms", 20);
        config.put("retry.backoff.max.ms", 200);
        config.put("enable.metrics.push", false);
        return config;
    }

    /** Creates topics and waits until every partition's leader answers, as a test's next step expects. */
    private static Object createTopics(JsonNode request) throws Exception {
        List<NewTopic> topics = new ArrayList<>();
        request.path("topics").forEach(t -> topics.add(
                new NewTopic(Fields.text(t, "name"), t.path("partitions").asInt(1), (short) t.path("replication").asInt(1))
                        .configs(Fields.pairs(t.path("configs")))));
        Fields.get(admin(request).createTopics(topics).all(), request);
        List<String> names = topics.stream().map(NewTopic::name).toList();
        awaitLeaders(request, names, topics.stream().mapToInt(NewTopic::numPartitions).sum());
        Map<String, Object> described = new LinkedHashMap<>();
        // The brokers of a ZooKeeper learn of a topic one after the other.
        Fields.await(request, "descriptions of " + names, () -> {
            described.putAll(describe(request, names));
            return true;
        });
        return described;
    }

    private static void awaitLeaders(JsonNode request, List<String> names, int partitions) throws Exception {
        Fields.await(request, "leaders of " + names, () -> {
            Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
            for (TopicPartition tp : partitionsOf(request, names)) specs.put(tp, OffsetSpec.latest());
            if (specs.size() < partitions) return false;
            Fields.get(admin(request).listOffsets(specs).all(), request);
            return true;
        });
    }

    private static Object deleteTopics(JsonNode request) throws Exception {
        List<String> names = Fields.texts(request, "names");
        Fields.get(admin(request).deleteTopics(names).all(), request);
        for (String name : names) {
            Fields.await(request, "the end of topic " + name, () -> {
                try {
                    Fields.get(admin(request).describeTopics(List.of(name)).allTopicNames(), request);
                    return false;
                } catch (ExecutionException error) {
                    return error.getCause() instanceof UnknownTopicOrPartitionException && isFree(request, name);
                }
            });
        }
        return names.size();
    }

    /** Whether a topic of this name could be created: ZooKeeper has one for a while that brokers no longer show. */
    private static boolean isFree(JsonNode request, String name) throws Exception {
        try {
            Fields.get(admin(request).createTopics(List.of(new NewTopic(name, 1, (short) 1)),
                    new CreateTopicsOptions().validateOnly(true)).all(), request);
            return true;
        } catch (ExecutionException error) {
            if (error.getCause() instanceof TopicExistsException) return false;
            throw error;
        }
    }

    private static Object createPartitions(JsonNode request) throws Exception {
        String topic = Fields.text(request, "topic");
        int count = request.path("count").asInt();
        Fields.get(admin(request).createPartitions(Map.of(topic, NewPartitions.increaseTo(count))).all(), request);
        awaitLeaders(request, List.of(topic), count);
        return describe(request, List.of(topic));
    }

    private static Object deleteRecords(JsonNode request) throws Exception {
        TopicPartition tp = Fields.partition(request);
        RecordsToDelete before = RecordsToDelete.beforeOffset(request.path("before").asLong());
        return Map.of("low_watermark",
                Fields.get(admin(request).deleteRecords(Map.of(tp, before)).lowWatermarks().get(tp), request).lowWatermark());
    }

    private static Object topicIds(JsonNode request) throws Exception {
        return describe(request, Fields.texts(request, "topics"));
    }

    private static Map<String, Object> describe(JsonNode request, List<String> names) throws Exception {
        Map<String, Object> found = new LinkedHashMap<>();
        for (TopicDescription topic : Fields.get(admin(request).describeTopics(names).allTopicNames(), request).values()) {
            List<Object> partitions = new ArrayList<>();
            topic.partitions().forEach(p -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("partition", p.partition());
                row.put("leader", p.leader() == null || p.leader().isEmpty() ? null : p.leader().id());
                row.put("replicas", p.replicas().stream().map(Node::id).toList());
                row.put("isr", p.isr().stream().map(Node::id).toList());
                partitions.add(row);
            });
            found.put(topic.name(), Map.of("id", topic.topicId().toString(), "partitions", partitions));
        }
        return found;
    }

    static List<TopicPartition> partitionsOf(JsonNode request, Collection<String> topics) throws Exception {
        List<TopicPartition> found = new ArrayList<>();
        Fields.get(admin(request).describeTopics(topics).allTopicNames(), request).values()
                .forEach(t -> t.partitions().forEach(p -> found.add(new TopicPartition(t.name(), p.partition()))));
        return Fields.sorted(found);
    }

    private static Object listOffsets(JsonNode request) throws Exception {
        List<TopicPartition> partitions = Fields.partitions(request.path("partitions"));
        if (request.has("topics")) partitions.addAll(partitionsOf(request, Fields.texts(request, "topics")));
        String spec = Fields.text(request, "spec", "latest");
        OffsetSpec what = switch (spec) {
            case "earliest" -> OffsetSpec.earliest();
            case "latest" -> OffsetSpec.latest();
            case "max_timestamp" -> OffsetSpec.maxTimestamp();
            default -> OffsetSpec.forTimestamp(Long.parseLong(spec));
        };
        boolean committed = "read_committed".equals(Fields.text(request, "isolation", "read_uncommitted"));
        ListOffsetsResult result = admin(request).listOffsets(
                partitions.stream().collect(Collectors.toMap(tp -> tp, tp -> what)),
                new ListOffsetsOptions(committed ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED));
        List<Object> rows = new ArrayList<>();
        for (TopicPartition tp : partitions) {
            Map<String, Object> row = Fields.row(tp);
            try {
                ListOffsetsResult.ListOffsetsResultInfo info = Fields.get(result.partitionResult(tp), request);
                // Kafka's -1 is "no record" here; an absent value is null, so that no test compares with a sentinel.
                row.put("offset", info.offset() < 0 ? null : info.offset());
                row.put("timestamp", info.timestamp() < 0 ? null : info.timestamp());
                row.put("leader_epoch", info.leaderEpoch().orElse(null));
                row.put("error", null);
            } catch (Exception error) {
                row.put("error", Checker.describe(error));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Object alterConfigs(JsonNode request) throws Exception {
        ConfigResource.Type type = ConfigResource.Type.valueOf(Fields.text(request, "resource").toUpperCase());
        List<AlterConfigOp> changes = new ArrayList<>();
        Fields.pairs(request.path("configs")).forEach((name, value) -> changes.add(new AlterConfigOp(
                new ConfigEntry(name, value), value == null ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET)));
        ConfigResource resource = new ConfigResource(type, Fields.text(request, "name"));
        Fields.get(admin(request).incrementalAlterConfigs(Map.of(resource, changes)).all(), request);
        return changes.size();
    }

    private static Object cluster(JsonNode request) throws Exception {
        var cluster = admin(request).describeCluster();
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("cluster_id", Fields.get(cluster.clusterId(), request));
        found.put("brokers", Fields.get(cluster.nodes(), request).stream()
                .map(n -> Map.of("id", n.id(), "host", n.host(), "port", n.port())).toList());
        return found;
    }

    /** Forgets a cluster, so that no thread keeps knocking at brokers that are gone. */
    private static Object close(JsonNode request) {
        Optional.ofNullable(ADMINS.remove(Fields.text(request, "bootstrap"))).ifPresent(a -> a.close(java.time.Duration.ZERO));
        ProduceOperations.close(Fields.text(request, "bootstrap"));
        return true;
    }
}

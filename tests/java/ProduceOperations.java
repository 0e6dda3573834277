import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/** Records, plain and in transactions that stay open for as long as a test wants them open. */
final class ProduceOperations {
    private static final Map<String, KafkaProducer<String, String>> PLAIN = new ConcurrentHashMap<>();
    private static final Map<String, Transaction> OPEN = new ConcurrentHashMap<>();

    /** A transactional producer, and what its transaction has touched so far. */
    private record Transaction(String id, KafkaProducer<String, String> producer, Set<TopicPartition> partitions, Set<String> groups) {}

    static void register(Map<String, Checker.Operation> operations) {
        operations.put("produce", r -> send(plain(r), r));
        operations.put("txn_begin", ProduceOperations::begin);
        operations.put("txn_produce", ProduceOperations::sendInTransaction);
        operations.put("txn_send_offsets", ProduceOperations::sendOffsets);
        operations.put("txn_commit", r -> end(r, true));
        operations.put("txn_abort", r -> end(r, false));
        operations.put("txn_abandon", ProduceOperations::abandon);
    }

    private static KafkaProducer<String, String> plain(JsonNode request) {
        return PLAIN.computeIfAbsent(Fields.text(request, "bootstrap"), s -> producer(AdminOperations.client(s)));
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> config) {
        config.put("acks", "all");
        config.put("linger.ms", 0);
        config.put("max.block.ms", 30_000);
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    static void close(String bootstrap) {
        KafkaProducer<String, String> producer = PLAIN.remove(bootstrap);
        if (producer != null) producer.close(Duration.ZERO);
    }

    private static Transaction open(JsonNode request) {
        Transaction transaction = OPEN.get(Fields.text(request, "handle"));
        if (transaction == null) throw new IllegalArgumentException("no open transaction has this handle");
        return transaction;
    }

    private static Object sendInTransaction(JsonNode request) throws Exception {
        Transaction transaction = open(request);
        transaction.partitions.add(Fields.partition(request));
        return send(transaction.producer, request);
    }

    /** Sends "records" [{key, value, timestamp}], or "count" of them from time "start" on, "step" ms apart. */
    private static Object send(KafkaProducer<String, String> producer, JsonNode request) throws Exception {
        String topic = Fields.text(request, "topic");
        int partition = request.path("partition").asInt();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (JsonNode record : request.path("records")) {
            Long timestamp = record.hasNonNull("timestamp") ? record.get("timestamp").asLong() : null;
            sent.add(producer.send(new ProducerRecord<>(topic, partition, timestamp,
                    Fields.text(record, "key", null), Fields.text(record, "value", null))));
        }
        for (int i = 0; i < request.path("count").asInt(0); i++) {
            Long timestamp = request.hasNonNull("start")
                    ? Long.valueOf(request.get("start").asLong() + i * request.path("step").asLong(1)) : null;
            sent.add(producer.send(new ProducerRecord<>(topic, partition, timestamp, null, "record " + i)));
        }
        producer.flush();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("count", sent.size());
        if (!sent.isEmpty()) {
            answer.put("first", sent.get(0).get(Fields.timeoutMs(request), TimeUnit.MILLISECONDS).offset());
            answer.put("last", sent.get(sent.size() - 1).get(Fields.timeoutMs(request), TimeUnit.MILLISECONDS).offset());
        }
        return answer;
    }

    private static Object begin(JsonNode request) {
        String handle = Fields.text(request, "handle");
        Transaction transaction = OPEN.get(handle);
        if (transaction == null) {
            String id = Fields.text(request, "transactional_id", "checker-" + UUID.randomUUID());
            Map<String, Object> config = AdminOperations.client(Fields.text(request, "bootstrap"));
            config.put("transactional.id", id);
            config.put("transaction.timeout.ms", request.path("transaction_timeout_ms").asInt(600_000));
            transaction = new Transaction(id, producer(config), ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
            OPEN.put(handle, transaction);
            transaction.producer.initTransactions();
        }
        transaction.producer.beginTransaction();
        return Map.of("transactional_id", transaction.id);
    }

    /** Leaves the offsets pending: the group's coordinator holds them until the transaction ends. */
    @SuppressWarnings("removal") // The class stays; only its constructor will be hidden, and 4.3 has no other way.
    private static Object sendOffsets(JsonNode request) {
        var offsets = Fields.offsets(request);
        Transaction transaction = open(request);
        transaction.groups.add(Fields.text(request, "group"));
        transaction.producer.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata(Fields.text(request, "group")));
        return offsets.size();
    }

    /**
     * Ends the transaction and waits until its markers are written, which the coordinator does after it has answered: each
     * partition's end grows by its marker, and no group has offsets pending any more, where brokers tell of that.
     */
    private static Object end(JsonNode request, boolean commit) throws Exception {
        Transaction transaction = open(request);
        Map<TopicPartition, Long> ends = ends(request, transaction);
        if (commit) transaction.producer.commitTransaction();
        else transaction.producer.abortTransaction();
        Fields.await(request, "the transaction's markers", () -> {
            Map<TopicPartition, Long> now = ends(request, transaction);
            return ends.entrySet().stream().allMatch(e -> now.get(e.getKey()) > e.getValue());
        });
        for (String group : transaction.groups) {
            Fields.await(request, "the end of pending offsets", () -> GroupOperations.unstable(request, group).isEmpty());
        }
        transaction.partitions.clear();
        transaction.groups.clear();
        // "keep": true lets the same producer begin again.
        if (!request.path("keep").asBoolean(false)) {
            OPEN.remove(Fields.text(request, "handle"));
            transaction.producer.close(Duration.ofMillis(Fields.timeoutMs(request)));
        }
        return true;
    }

    private static Map<TopicPartition, Long> ends(JsonNode request, Transaction transaction) throws Exception {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        transaction.partitions.forEach(tp -> specs.put(tp, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        Fields.get(AdminOperations.admin(request).listOffsets(specs).all(), request)
                .forEach((tp, info) -> ends.put(tp, info.offset()));
        return ends;
    }

    /** Goes away like a crashed producer: the transaction stays open until the broker's timeout ends it. */
    private static Object abandon(JsonNode request) {
        Transaction transaction = open(request);
        OPEN.remove(Fields.text(request, "handle"));
        transaction.producer.close(Duration.ZERO);
        return true;
    }
}

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Real consumers that poll in threads of their own until they are stopped. */
final class ConsumerOperations {
    private static final Map<String, Running> RUNNING = new ConcurrentHashMap<>();

    static void register(Map<String, Checker.Operation> operations) {
        operations.put("start_consumer", ConsumerOperations::start);
        operations.put("consumer_status", r -> running(r).status());
        operations.put("consumer_commit", ConsumerOperations::commit);
        operations.put("stop_consumer", ConsumerOperations::stop);
    }

    private static Running running(JsonNode request) {
        Running found = RUNNING.get(Fields.text(request, "handle"));
        if (found == null) throw new IllegalArgumentException("no running consumer has this handle");
        return found;
    }

    private static Object start(JsonNode request) throws Exception {
        String handle = Fields.text(request, "handle");
        if (RUNNING.containsKey(handle)) throw new IllegalArgumentException("handle is in use: " + handle);
        Running consumer = new Running(request);
        RUNNING.put(handle, consumer);
        consumer.thread.start();
        try {
            int wanted = request.path("await_partitions").asInt(1);
            boolean waits = request.path("await_assignment").asBoolean(true);
            Fields.await(request, "an assignment", () -> {
                if (consumer.failure != null) throw new IllegalStateException(Checker.describe(consumer.failure));
                return !waits || consumer.assignment.size() >= wanted;
            });
        } catch (Exception error) {
            RUNNING.remove(handle);
            consumer.end(false, Duration.ZERO);
            throw error;
        }
        return consumer.status();
    }

    /** Commits "offsets" from inside the group, as the member itself. */
    private static Object commit(JsonNode request) throws Exception {
        Running consumer = running(request);
        Map<TopicPartition, OffsetAndMetadata> offsets = Fields.offsets(request);
        CompletableFuture<Void> done = new CompletableFuture<>();
        consumer.errands.add(() -> {
            try {
                consumer.consumer.commitSync(offsets);
                done.complete(null);
            } catch (Exception error) {
                done.completeExceptionally(error);
            }
        });
        done.get(Fields.timeoutMs(request), TimeUnit.MILLISECONDS);
        return offsets.size();
    }

    /**
     * "leave": false goes without telling the coordinator, as a crashed process does: the member stays until its session
     * ends. With protocol "consumer" that needs a group_instance_id: the client lets every other member leave all the same.
     */
    private static Object stop(JsonNode request) throws Exception {
        Running consumer = running(request);
        RUNNING.remove(Fields.text(request, "handle"));
        consumer.end(request.path("leave").asBoolean(true), Duration.ofMillis(Fields.timeoutMs(request)));
        return consumer.status();
    }

    /** One consumer; only its own thread touches the client, which allows no other. */
    private static final class Running {
        final KafkaConsumer<byte[], byte[]> consumer;
        final Thread thread;
        final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
        final Map<TopicPartition, long[]> seen = new ConcurrentHashMap<>();
        private final String commit;
        volatile Set<TopicPartition> assignment = Set.of();
        volatile String memberId = "";
        volatile Throwable failure;
        private volatile boolean stopping;
        private volatile CloseOptions goodbye;

        Running(JsonNode request) throws Exception {
            Map<String, Object> config = AdminOperations.client(Fields.text(request, "bootstrap"));
            String protocol = Fields.text(request, "protocol", "classic");
            commit = Fields.text(request, "commit", "none");
            config.put("group.id", Fields.text(request, "group"));
            config.put("group.protocol", protocol);
            config.put("client.id", Fields.text(request, "client_id", "checker"));
            config.put("auto.offset.reset", Fields.text(request, "auto_offset_reset", "earliest"));
            config.put("enable.auto.commit", commit.equals("auto"));
            config.put("auto.commit.interval.ms", 100);
            // Closing waits for the fetch that is under way.
            config.put("fetch.max.wait.ms", 50);
            config.put("isolation.level", Fields.text(request, "isolation", "read_uncommitted"));
            if (request.hasNonNull("group_instance_id")) config.put("group.instance.id", Fields.text(request, "group_instance_id"));
            if (protocol.equals("classic")) {
                config.put("session.timeout.ms", request.path("session_timeout_ms").asInt(10_000));
                config.put("heartbeat.interval.ms", 500);
            }
            config.putAll(Fields.pairs(request.path("configs")));
            consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            if (Fields.text(request, "mode", "subscribe").equals("assign")) {
                List<TopicPartition> partitions = Fields.partitions(request.path("partitions"));
                if (request.has("topics")) partitions.addAll(AdminOperations.partitionsOf(request, Fields.texts(request, "topics")));
                consumer.assign(partitions);
            } else {
                consumer.subscribe(Fields.texts(request, "topics"));
            }
            thread = new Thread(this::poll, "consumer");
            thread.setDaemon(true);
        }

        private void poll() {
            try {
                while (!stopping) {
                    ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(50));
                    assignment = Set.copyOf(consumer.assignment());
                    memberId = consumer.groupMetadata().memberId();
                    for (ConsumerRecord<byte[], byte[]> r : records) note(r);
                    if (commit.equals("sync") && !records.isEmpty()) consumer.commitSync();
                    for (Runnable errand; (errand = errands.poll()) != null; ) errand.run();
                }
            } catch (WakeupException woken) {
                // Asked to stop.
            } catch (Throwable error) {
                failure = error;
            } finally {
                consumer.close(goodbye == null ? CloseOptions.timeout(Duration.ZERO) : goodbye);
            }
        }

        /** Per partition: count, first and last offset, which shows where a restarted consumer really went on. */
        private void note(ConsumerRecord<byte[], byte[]> r) {
            seen.compute(new TopicPartition(r.topic(), r.partition()), (tp, old) ->
                    old == null ? new long[] {1, r.offset(), r.offset()} : new long[] {old[0] + 1, old[1], r.offset()});
        }

        void end(boolean leave, Duration bound) throws InterruptedException {
            goodbye = CloseOptions.timeout(bound).withGroupMembershipOperation(leave
                    ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                    : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
            stopping = true;
            consumer.wakeup();
            thread.join(bound.toMillis() + 1000);
        }

        Map<String, Object> status() {
            Map<String, Object> status = new LinkedHashMap<>();
            status.put("member_id", memberId);
            status.put("assignment", Fields.sorted(assignment).stream().map(Fields::row).toList());
            List<Object> rows = new ArrayList<>();
            Collection<TopicPartition> partitions = Fields.sorted(seen.keySet());
            for (TopicPartition tp : partitions) {
                Map<String, Object> row = Fields.row(tp);
                long[] numbers = seen.get(tp);
                row.put("count", numbers[0]);
                row.put("first", numbers[1]);
                row.put("last", numbers[2]);
                rows.add(row);
            }
            status.put("records", rows);
            status.put("error", failure == null ? null : Checker.describe(failure));
            return status;
        }
    }
}

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Reads the fields of a request, shapes partitions and offsets for answers, and bounds every wait. */
final class Fields {
    private static final long DEFAULT_TIMEOUT_MS = 30_000;

    static String text(JsonNode request, String name) {
        if (!request.hasNonNull(name)) throw new IllegalArgumentException("field '" + name + "' is missing");
        return request.get(name).asText();
    }

    static String text(JsonNode request, String name, String otherwise) {
        return request.hasNonNull(name) ? request.get(name).asText() : otherwise;
    }

    static List<String> texts(JsonNode request, String name) {
        List<String> values = new ArrayList<>();
        request.path(name).forEach(value -> values.add(value.asText()));
        return values;
    }

    /** Text values by name; a JSON null stays null. */
    static Map<String, String> pairs(JsonNode node) {
        Map<String, String> values = new HashMap<>();
        node.properties().forEach(e -> values.put(e.getKey(), e.getValue().isNull() ? null : e.getValue().asText()));
        return values;
    }

    static long timeoutMs(JsonNode request) {
        return request.path("timeout_ms").asLong(DEFAULT_TIMEOUT_MS);
    }

    static <T> T get(KafkaFuture<T> future, JsonNode request) throws Exception {
        try {
            return future.get(timeoutMs(request), TimeUnit.MILLISECONDS);
        } catch (TimeoutException error) {
            throw new TimeoutException("no answer within " + timeoutMs(request) + " ms");
        }
    }

    static List<TopicPartition> partitions(JsonNode list) {
        List<TopicPartition> found = new ArrayList<>();
        list.forEach(item -> found.add(partition(item)));
        return found;
    }

    static TopicPartition partition(JsonNode item) {
        return new TopicPartition(text(item, "topic"), item.path("partition").asInt());
    }

    /** The request's "offsets": partition, offset, and optionally leader_epoch and metadata. */
    static Map<TopicPartition, OffsetAndMetadata> offsets(JsonNode request) {
        Map<TopicPartition, OffsetAndMetadata> found = new LinkedHashMap<>();
        request.path("offsets").forEach(item -> {
            Optional<Integer> epoch =
                    item.hasNonNull("leader_epoch") ? Optional.of(item.get("leader_epoch").asInt()) : Optional.empty();
            found.put(partition(item), new OffsetAndMetadata(item.get("offset").asLong(), epoch, text(item, "metadata", "")));
        });
        return found;
    }

    /** A row {"topic", "partition"} to which the caller adds. */
    static Map<String, Object> row(TopicPartition tp) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("topic", tp.topic());
        row.put("partition", tp.partition());
        return row;
    }

    static List<TopicPartition> sorted(Iterable<TopicPartition> partitions) {
        List<TopicPartition> list = new ArrayList<>();
        partitions.forEach(list::add);
        list.sort((a, b) -> a.topic().equals(b.topic()) ? a.partition() - b.partition() : a.topic().compareTo(b.topic()));
        return list;
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits for a condition with the request's deadline; what the last look threw becomes the reason of the failure. */
    static void await(JsonNode request, String what, Condition condition) throws Exception {
        long end = System.nanoTime() + timeoutMs(request) * 1_000_000;
        while (true) {
            String reason = "";
            try {
                if (condition.holds()) return;
            } catch (IllegalStateException error) {
                throw error;
            } catch (Exception error) {
                reason = "; last: " + Checker.describe(error);
            }
            if (System.nanoTime() > end) throw new TimeoutException("waited in vain for " + what + reason);
            Thread.sleep(20);
        }
    }
}

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers questions about a Kafka cluster over stdin and stdout with nothing but Kafka's own Java clients, so that
 * koffset's results are judged by something that shares no code with koffset.
 *
 * <p>One JSON object per line in, one per line out: {"op": ..., "bootstrap": ..., ...} gives {"ok": result} or
 * {"error": "ExceptionClass: message"}. A request with an "id" runs beside the others and its answer carries the same
 * id; requests without one run in order, so that a simple caller needs no bookkeeping. The end of stdin ends the JVM.
 */
public final class Checker {
    /** One operation: a request's fields in, a value that Jackson can write out. */
    interface Operation {
        Object run(JsonNode request) throws Exception;
    }

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Operation> OPERATIONS = new TreeMap<>();

    public static void main(String[] args) throws Exception {
        // The tool operation swaps System.out, hence the answers keep the real one for themselves.
        PrintStream answers = System.out;
        System.setOut(System.err);
        AclOperations.register(OPERATIONS);
        AdminOperations.register(OPERATIONS);
        GrantOperations.register(OPERATIONS);
        GroupOperations.register(OPERATIONS);
        ProduceOperations.register(OPERATIONS);
        ConsumerOperations.register(OPERATIONS);
        MemberOperations.register(OPERATIONS);
        ToolOperations.register(OPERATIONS);
        OPERATIONS.put("ping", request -> "pong");
        OPERATIONS.put("operations", request -> OPERATIONS.keySet());

        ExecutorService pool = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "request");
            thread.setDaemon(true);
            return thread;
        });
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = lines.readLine()) != null; ) {
            if (line.isBlank()) continue;
            String text = line;
            JsonNode request;
            try {
                request = JSON.readTree(text);
            } catch (Exception error) {
                write(answers, JSON.createObjectNode().put("error", describe(error)));
                continue;
            }
            if (request.hasNonNull("id")) pool.execute(() -> write(answers, answer(request)));
            else write(answers, answer(request));
        }
        // Clients still open (a consumer that a test forgot) must not keep the JVM alive, nor be waited for.
        Runtime.getRuntime().halt(0);
    }

    private static ObjectNode answer(JsonNode request) {
        ObjectNode answer = JSON.createObjectNode();
        if (request.hasNonNull("id")) answer.set("id", request.get("id"));
        try {
            String name = request.path("op").asText();
            Operation operation = OPERATIONS.get(name);
            if (operation == null) throw new IllegalArgumentException("no operation '" + name + "'");
            answer.set("ok", JSON.valueToTree(operation.run(request)));
        } catch (Throwable error) {
            answer.put("error", describe(error));
        }
        return answer;
    }

    private static synchronized void write(PrintStream answers, ObjectNode answer) {
        try {
            answers.write((JSON.writeValueAsString(answer) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (Exception error) {
            answers.println("{\"error\":\"the answer could not be written as JSON\"}");
        }
        answers.flush();
    }

    /** The cause that Kafka's futures wrap, as "ClassName: message". */
    static String describe(Throwable error) {
        Throwable cause = error;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}

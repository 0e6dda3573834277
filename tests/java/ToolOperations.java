import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.tools.AclCommand;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;

/** Kafka's own command-line tools inside this JVM, which spares each a start of more than a second. */
final class ToolOperations {
    @SuppressWarnings("serial")
    private static final class ToolExit extends RuntimeException {
        final int code;

        ToolExit(int code) {
            super(null, null, false, false);
            this.code = code;
        }
    }

    private interface Main {
        void run(String[] args) throws Exception;
    }

    static void register(Map<String, Checker.Operation> operations) {
        operations.put("consumer_groups_tool", r -> run(r, ConsumerGroupCommand::main));
        operations.put("acls_tool", r -> run(r, AclCommand::main));
        operations.put("read_properties", r -> Fields.texts(r, "files").stream().map(ToolOperations::read).toList());
    }

    /** What a properties file of these bytes holds, null where Java refuses it: all in hexadecimal, the texts in UTF-16. */
    private static Map<String, String> read(String file) {
        Properties properties = new Properties();
        try {
            properties.load(new ByteArrayInputStream(HexFormat.of().parseHex(file)));
        } catch (IOException | IllegalArgumentException error) {
            return null;
        }
        Map<String, String> read = new HashMap<>();
        properties.forEach((key, value) -> read.put(units((String) key), units((String) value)));
        return read;
    }

    private static String units(String text) {
        return text.chars().mapToObj(unit -> String.format("%04x", unit)).collect(Collectors.joining());
    }

    /** Synchronized, since the tool prints to the one System.out of the JVM. */
    private static synchronized Object run(JsonNode request, Main tool) {
        String[] own = Fields.texts(request, "args").toArray(new String[0]);
        String[] args = new String[own.length + 2];
        args[0] = "--bootstrap-server";
        args[1] = Fields.text(request, "bootstrap");
        System.arraycopy(own, 0, args, 2, own.length);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        Exit.setExitProcedure((code, message) -> {
            throw new ToolExit(code);
        });
        int code = 0;
        try {
            tool.run(args);
        } catch (ToolExit exit) {
            code = exit.code;
        } catch (Throwable error) {
            // What main lets through ends a JVM of its own with a stack trace and status 1.
            System.err.println(Checker.describe(error));
            code = 1;
        } finally {
            Exit.resetExitProcedure();
            System.setOut(out);
            System.setErr(err);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("exit", code);
        answer.put("stdout", printed.toString(StandardCharsets.UTF_8));
        answer.put("stderr", complained.toString(StandardCharsets.UTF_8));
        return answer;
    }
}

import com.fasterxml.jackson.databind.JsonNode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.utils.Utils;

/** One connection to one broker that speaks Kafka's request classes directly, for what no public client does. */
final class Wire implements AutoCloseable {
    private static final String CLIENT_ID = "checker-wire";
    /** Old enough for every broker that the tests start. */
    private static final short FIND_COORDINATOR_VERSION = 2;

    private final Socket socket = new Socket();
    private int correlation;

    Wire(String host, int port, int timeoutMs) throws IOException {
        socket.connect(new InetSocketAddress(host, port), timeoutMs);
        socket.setSoTimeout(timeoutMs);
    }

    /** A connection to the broker that coordinates a group. */
    static Wire of(JsonNode request, String group) throws Exception {
        Node node = coordinator(request, group);
        return new Wire(node.host(), node.port(), (int) Fields.timeoutMs(request));
    }

    /** Sends a request whose version its builder has fixed and reads its answer. */
    synchronized AbstractResponse ask(AbstractRequest request) throws IOException {
        RequestHeader header = new RequestHeader(request.apiKey(), request.version(), CLIENT_ID, ++correlation);
        byte[] bytes = Utils.toArray(request.serializeWithHeader(header));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
    }

    /** Whether the broker knows this version of a request. */
    boolean serves(ApiKeys request, short version) throws IOException {
        AbstractResponse answer = ask(new ApiVersionsRequest.Builder().build((short) 0));
        ApiVersionsResponseData.ApiVersion known = ((ApiVersionsResponse) answer).apiVersion(request.id);
        return known != null && known.maxVersion() >= version;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The broker that coordinates a group, asked of the first bootstrap server that answers. */
    static Node coordinator(JsonNode request, String group) throws Exception {
        IOException last = null;
        for (String server : Fields.text(request, "bootstrap").split(",")) {
            int colon = server.lastIndexOf(':');
            try (Wire wire = new Wire(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)), 5_000)) {
                FindCoordinatorRequestData data = new FindCoordinatorRequestData()
                        .setKeyType(FindCoordinatorRequest.CoordinatorType.GROUP.id()).setKey(group);
                FindCoordinatorResponseData.Coordinator found = ((FindCoordinatorResponse) wire.ask(
                        new FindCoordinatorRequest.Builder(data).build(FIND_COORDINATOR_VERSION))).coordinators().get(0);
                Errors.forCode(found.errorCode()).maybeThrow();
                return new Node(found.nodeId(), found.host(), found.port());
            } catch (IOException error) {
                last = error;
            }
        }
        throw last;
    }
}

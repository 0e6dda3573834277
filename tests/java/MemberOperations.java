import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatResponse;
import org.apache.kafka.common.requests.HeartbeatRequest;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.StreamsGroupHeartbeatRequest;
import org.apache.kafka.common.requests.StreamsGroupHeartbeatResponse;
import org.apache.kafka.common.requests.SyncGroupRequest;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Members that are not ordinary consumers: share consumers, Connect-like classic members, streams members. */
final class MemberOperations {
    private static final Map<String, Running> RUNNING = new ConcurrentHashMap<>();
    private static final int SESSION_MS = 10_000;
    private static final int HEARTBEAT_MS = 500;

    static void register(Map<String, Checker.Operation> operations) {
        operations.put("start_share_consumer", MemberOperations::startShareConsumer);
        operations.put("stop_share_consumer", MemberOperations::stop);
        operations.put("join_raw", MemberOperations::joinRaw);
        operations.put("join_holding", MemberOperations::joinHolding);
        operations.put("join_streams", MemberOperations::joinStreams);
        operations.put("leave_raw", MemberOperations::stop);
    }

    /** A member in a thread of its own: {@code stop} makes it leave, unless it is to vanish. */
    private record Running(Thread thread, AtomicBoolean stopping, AtomicBoolean leave, AtomicLong records) {}

    private interface Body {
        void run(AtomicBoolean stopping, AtomicBoolean leave, AtomicLong records) throws Exception;
    }

    private static void spawn(JsonNode request, Body body) {
        AtomicBoolean stopping = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean(true);
        AtomicLong records = new AtomicLong();
        Thread thread = new Thread(() -> {
            try {
                body.run(stopping, leave, records);
            } catch (Exception error) {
                System.err.println("member ended: " + Checker.describe(error));
            }
        }, "member");
        thread.setDaemon(true);
        if (RUNNING.putIfAbsent(Fields.text(request, "handle"), new Running(thread, stopping, leave, records)) != null) {
            throw new IllegalArgumentException("handle is in use");
        }
        thread.start();
    }

    private static Object stop(JsonNode request) throws Exception {
        Running member = RUNNING.remove(Fields.text(request, "handle"));
        if (member == null) throw new IllegalArgumentException("no member has this handle");
        member.leave.set(request.path("leave").asBoolean(true));
        member.stopping.set(true);
        member.thread.interrupt();
        member.thread.join(Fields.timeoutMs(request));
        return Map.of("stopped", !member.thread.isAlive(), "records", member.records.get());
    }

    private static Object startShareConsumer(JsonNode request) throws Exception {
        Map<String, Object> config = AdminOperations.client(Fields.text(request, "bootstrap"));
        config.put("group.id", Fields.text(request, "group"));
        config.put("client.id", Fields.text(request, "client_id", "checker-share"));
        KafkaShareConsumer<byte[], byte[]> consumer =
                new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(Fields.texts(request, "topics"));
        spawn(request, (stopping, leave, records) -> {
            try {
                while (!stopping.get()) records.addAndGet(consumer.poll(Duration.ofMillis(50)).count());
            } catch (WakeupException | org.apache.kafka.common.errors.InterruptException woken) {
                Thread.interrupted();
            } finally {
                consumer.close(Duration.ofSeconds(5));
            }
        });
        // A share consumer does not show its assignment, so the coordinator is asked.
        if (request.path("await_assignment").asBoolean(true)) awaitMembers(request);
        return GroupOperations.describeGroup(request);
    }

    private static void awaitMembers(JsonNode request) throws Exception {
        Fields.await(request, "a member with an assignment", () -> {
            Map<String, Object> group = GroupOperations.describeGroup(request);
            return group.get("members") instanceof List<?> members && members.stream()
                    .anyMatch(m -> !((List<?>) ((Map<?, ?>) m).get("assignment")).isEmpty());
        });
    }

    /** A classic member of any protocol type ("connect" unless asked), as a Connect worker or a schema registry is. */
    private static Object joinRaw(JsonNode request) throws Exception {
        String group = Fields.text(request, "group");
        String type = Fields.text(request, "protocol_type", "connect");
        Node node = Wire.coordinator(request, group);
        Wire wire = new Wire(node.host(), node.port(), (int) Fields.timeoutMs(request));
        JoinGroupRequestData.JoinGroupRequestProtocolCollection protocols =
                new JoinGroupRequestData.JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestData.JoinGroupRequestProtocol().setName("default").setMetadata(new byte[0]));
        JoinGroupRequestData join = new JoinGroupRequestData().setGroupId(group).setProtocolType(type).setMemberId("")
                .setSessionTimeoutMs(SESSION_MS).setRebalanceTimeoutMs(SESSION_MS).setProtocols(protocols);
        JoinGroupResponseData joined = null;
        // The first answer only hands out a member id; the second, with it, joins.
        for (int attempt = 0; attempt < 2; attempt++) {
            joined = ((JoinGroupResponse) wire.ask(new JoinGroupRequest.Builder(join).build((short) 3))).data();
            join.setMemberId(joined.memberId());
            if (joined.errorCode() != Errors.MEMBER_ID_REQUIRED.code()) break;
        }
        Errors.forCode(joined.errorCode()).maybeThrow();
        String member = joined.memberId();
        int generation = joined.generationId();
        SyncGroupRequestData sync = new SyncGroupRequestData().setGroupId(group).setMemberId(member)
                .setGenerationId(generation).setProtocolType(type).setProtocolName("default").setAssignments(List.of(
                        new SyncGroupRequestData.SyncGroupRequestAssignment().setMemberId(member).setAssignment(new byte[] {0})));
        Errors.forCode(((org.apache.kafka.common.requests.SyncGroupResponse)
                wire.ask(new SyncGroupRequest.Builder(sync).build((short) 2))).data().errorCode()).maybeThrow();
        spawn(request, (stopping, leave, records) -> {
            HeartbeatRequestData beat = new HeartbeatRequestData().setGroupId(group).setMemberId(member).setGenerationId(generation);
            while (pause(stopping)) wire.ask(new HeartbeatRequest.Builder(beat).build((short) 2));
            if (leave.get()) {
                wire.ask(new LeaveGroupRequest.Builder(group,
                        List.of(new LeaveGroupRequestData.MemberIdentity().setMemberId(member))).build((short) 2));
            }
            wire.close();
        });
        return Map.of("member_id", member, "generation", generation);
    }

    /** A member of a KIP-848 group that never gives a partition back: when a second one joins, the group stays reconciling. */
    private static Object joinHolding(JsonNode request) throws Exception {
        String group = Fields.text(request, "group");
        Node node = Wire.coordinator(request, group);
        Wire wire = new Wire(node.host(), node.port(), (int) Fields.timeoutMs(request));
        String member = Uuid.randomUuid().toString();
        int[] epoch = {beat(wire, new ConsumerGroupHeartbeatRequestData().setGroupId(group).setMemberId(member)
                .setMemberEpoch(0).setRebalanceTimeoutMs(600_000).setTopicPartitions(List.of())
                .setSubscribedTopicNames(Fields.texts(request, "topics")))};
        spawn(request, (stopping, leave, records) -> {
            while (pause(stopping)) {
                epoch[0] = beat(wire, new ConsumerGroupHeartbeatRequestData().setGroupId(group).setMemberId(member).setMemberEpoch(epoch[0]));
            }
            beat(wire, new ConsumerGroupHeartbeatRequestData().setGroupId(group).setMemberId(member).setMemberEpoch(-1));
            wire.close();
        });
        return Map.of("member_id", member, "epoch", epoch[0]);
    }

    private static int beat(Wire wire, ConsumerGroupHeartbeatRequestData data) throws Exception {
        short version = 0;
        ConsumerGroupHeartbeatResponseData answer = ((ConsumerGroupHeartbeatResponse) wire.ask(
                new ConsumerGroupHeartbeatRequest.Builder(data).build(version))).data();
        Errors error = Errors.forCode(answer.errorCode());
        if (error != Errors.NONE) throw error.exception(answer.errorMessage());
        return answer.memberEpoch();
    }

    /** A member of a streams group (KIP-1071) with one subtopology that reads "topics"; Kafka 4.1 or newer. */
    private static Object joinStreams(JsonNode request) throws Exception {
        String group = Fields.text(request, "group");
        Node node = Wire.coordinator(request, group);
        Wire wire = new Wire(node.host(), node.port(), (int) Fields.timeoutMs(request));
        String member = Uuid.randomUuid().toString();
        StreamsGroupHeartbeatRequestData.Topology topology = new StreamsGroupHeartbeatRequestData.Topology().setEpoch(0)
                .setSubtopologies(List.of(new StreamsGroupHeartbeatRequestData.Subtopology().setSubtopologyId("0")
                        .setSourceTopics(Fields.texts(request, "topics"))));
        StreamsGroupHeartbeatRequestData join = new StreamsGroupHeartbeatRequestData().setGroupId(group).setMemberId(member)
                .setMemberEpoch(0).setProcessId("checker").setRebalanceTimeoutMs(SESSION_MS).setTopology(topology)
                .setActiveTasks(List.of()).setStandbyTasks(List.of()).setWarmupTasks(List.of()).setClientTags(List.of());
        int[] epoch = {beat(wire, join)};
        spawn(request, (stopping, leave, records) -> {
            while (pause(stopping)) {
                epoch[0] = beat(wire, new StreamsGroupHeartbeatRequestData().setGroupId(group).setMemberId(member).setMemberEpoch(epoch[0]));
            }
            // Epoch -1 is a goodbye.
            if (leave.get()) beat(wire, new StreamsGroupHeartbeatRequestData().setGroupId(group).setMemberId(member).setMemberEpoch(-1));
            wire.close();
        });
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("member_id", member);
        answer.put("epoch", epoch[0]);
        return answer;
    }

    private static int beat(Wire wire, StreamsGroupHeartbeatRequestData data) throws Exception {
        short version = 0;
        StreamsGroupHeartbeatResponseData answer = ((StreamsGroupHeartbeatResponse) wire.ask(
                new StreamsGroupHeartbeatRequest.Builder(data).build(version))).data();
        Errors error = Errors.forCode(answer.errorCode());
        if (error != Errors.NONE) throw error.exception(answer.errorMessage());
        return answer.memberEpoch();
    }

    /** Sleeps until the next heartbeat; false once the member is asked to stop. */
    private static boolean pause(AtomicBoolean stopping) {
        try {
            Thread.sleep(HEARTBEAT_MS);
        } catch (InterruptedException woken) {
            // Asked to stop.
        }
        return !stopping.get();
    }
}

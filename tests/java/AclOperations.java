import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What the users of a cluster with an authorizer may do, through the Java Admin client. */
final class AclOperations {
    private static final String ANYBODY = "User:*";

    static void register(Map<String, Checker.Operation> operations) {
        operations.put("deny", AclOperations::deny);
    }

    /**
     * Forbids one operation on a topic or group to everybody, and waits until the broker knows. The rest is allowed in
     * so many words: "allow.everyone.if.no.acl.found" ends for a resource with its first entry.
     */
    private static Object deny(JsonNode request) throws Exception {
        ResourceType type = ResourceType.fromString(Fields.text(request, "resource"));
        ResourcePattern resource = new ResourcePattern(type, Fields.text(request, "name"), PatternType.LITERAL);
        AclOperation operation = AclOperation.fromString(Fields.text(request, "operation"));
        List<AclBinding> entries = List.of(
                new AclBinding(resource, new AccessControlEntry(ANYBODY, "*", AclOperation.ALL, AclPermissionType.ALLOW)),
                new AclBinding(resource, new AccessControlEntry(ANYBODY, "*", operation, AclPermissionType.DENY)));
        Fields.get(AdminOperations.admin(request).createAcls(entries).all(), request);
        for (AclBinding entry : entries) {
            Fields.await(request, "the entry " + entry,
                    () -> !Fields.get(AdminOperations.admin(request).describeAcls(entry.toFilter()).values(), request).isEmpty());
        }
        return entries.size();
    }
}

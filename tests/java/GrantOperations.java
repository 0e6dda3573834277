import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Single rights of single users, given and taken back, through the Java Admin client. */
final class GrantOperations {
    static void register(Map<String, Checker.Operation> operations) {
        operations.put("grant", GrantOperations::grant);
        operations.put("revoke", GrantOperations::revoke);
    }

    private static Object grant(JsonNode request) throws Exception {
        AclBinding entry = entry(request);
        Fields.get(AdminOperations.admin(request).createAcls(List.of(entry)).all(), request);
        Fields.await(request, "the entry " + entry, () -> is(entry, request));
        return true;
    }

    private static Object revoke(JsonNode request) throws Exception {
        AclBinding entry = entry(request);
        Fields.get(AdminOperations.admin(request).deleteAcls(List.of(entry.toFilter())).all(), request);
        Fields.await(request, "the end of " + entry, () -> !is(entry, request));
        return true;
    }

    private static boolean is(AclBinding entry, JsonNode request) throws Exception {
        Admin admin = AdminOperations.admin(request);
        return !Fields.get(admin.describeAcls(entry.toFilter()).values(), request).isEmpty();
    }

    private static AclBinding entry(JsonNode request) {
        ResourceType type = ResourceType.fromString(Fields.text(request, "resource"));
        ResourcePattern resource = new ResourcePattern(type, Fields.text(request, "name"), PatternType.LITERAL);
        AclOperation operation = AclOperation.fromString(Fields.text(request, "operation"));
        String principal = Fields.text(request, "principal");
        return new AclBinding(resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }
}

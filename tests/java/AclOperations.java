import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
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
    /** The fewest that a broker takes: a test's password need not withstand anybody. */
    private static final int ITERATIONS = 4096;

    static void register(Map<String, Checker.Operation> operations) {
        operations.put("deny", AclOperations::deny);
        operations.put("allow", AclOperations::allow);
        operations.put("scram_user", AclOperations::scramUser);
    }

    /**
     * Forbids one operation on a topic or group to everybody. The rest is allowed in so many words:
     * "allow.everyone.if.no.acl.found" ends for a resource with its first entry.
     */
    private static Object deny(JsonNode request) throws Exception {
        return create(request, List.of(
                entry(request, ANYBODY, AclOperation.ALL, AclPermissionType.ALLOW),
                entry(request, ANYBODY, operation(request), AclPermissionType.DENY)));
    }

    /** Allows a user one operation on a topic, a group or the cluster; "*" stands for each. */
    private static Object allow(JsonNode request) throws Exception {
        String user = "User:" + Fields.text(request, "user");
        return create(request, List.of(entry(request, user, operation(request), AclPermissionType.ALLOW)));
    }

    private static AclOperation operation(JsonNode request) {
        return AclOperation.fromString(Fields.text(request, "operation"));
    }

    private static AclBinding entry(JsonNode request, String user, AclOperation operation, AclPermissionType permission) {
        ResourceType type = ResourceType.fromString(Fields.text(request, "resource"));
        ResourcePattern resource = new ResourcePattern(type, Fields.text(request, "name"), PatternType.LITERAL);
        return new AclBinding(resource, new AccessControlEntry(user, "*", operation, permission));
    }

    /** Creates entries, and waits until the broker knows. */
    private static Object create(JsonNode request, List<AclBinding> entries) throws Exception {
        Admin admin = AdminOperations.admin(request);
        Fields.get(admin.createAcls(entries).all(), request);
        for (AclBinding entry : entries) {
            Fields.await(request, "the entry " + entry,
                    () -> !Fields.get(admin.describeAcls(entry.toFilter()).values(), request).isEmpty());
        }
        return entries.size();
    }

    /** Gives a user a password for both mechanisms of SCRAM, and waits until the broker knows. */
    private static Object scramUser(JsonNode request) throws Exception {
        String user = Fields.text(request, "user");
        Admin admin = AdminOperations.admin(request);
        List<ScramMechanism> both = List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512);
        for (ScramMechanism mechanism : both) {
            ScramCredentialInfo info = new ScramCredentialInfo(mechanism, ITERATIONS);
            UserScramCredentialAlteration password =
                    new UserScramCredentialUpsertion(user, info, Fields.text(request, "password"));
            Fields.get(admin.alterUserScramCredentials(List.of(password)).all(), request);
        }
        Fields.await(request, "the password of " + user, () -> Fields.get(
                admin.describeUserScramCredentials(List.of(user)).description(user), request).credentialInfos().size() == both.size());
        return both.size();
    }
}

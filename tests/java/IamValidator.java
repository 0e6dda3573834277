import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;

/**
 * Takes on a broker the tokens that AWS MSK takes: links to kafka.REGION.amazonaws.com, signed with Signature Version 4
 * as AWS documents it ("Create a signed AWS API request"). The options of its login module are the region and a file of
 * users; a user's access key is AKIA and the name in capitals, and its secret key is its password.
 */
public final class IamValidator implements AuthenticateCallbackHandler {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    /** The client adds its name after it has signed. */
    private static final Set<String> UNSIGNED = Set.of("X-Amz-Signature", "User-Agent");

    private String region;
    private Path users;

    @Override
    public void configure(Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> modules) {
        region = (String) modules.get(0).getOptions().get("region");
        users = Path.of((String) modules.get(0).getOptions().get("users"));
    }

    @Override
    public void handle(Callback[] callbacks) {
        for (Callback callback : callbacks) {
            if (!(callback instanceof OAuthBearerValidatorCallback asked)) continue;
            try {
                asked.token(verified(asked.tokenValue()));
            } catch (Exception refused) {
                asked.error("access denied: " + refused.getMessage(), null, null);
            }
        }
    }

    private OAuthBearerToken verified(String token) throws Exception {
        URI link = URI.create(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        String host = "kafka." + region + ".amazonaws.com";
        require(link.getScheme().equals("https") && link.getHost().equals(host) && link.getPort() == -1, "the host");
        require(link.getRawPath().equals("/") || link.getRawPath().isEmpty(), "the path");
        Map<String, String> query = new TreeMap<>();
        for (String pair : link.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            require(query.put(parts[0], parts[1]) == null, "a parameter that comes twice");
        }
        require("kafka-cluster%3AConnect".equals(query.get("Action")), "the action");
        require("AWS4-HMAC-SHA256".equals(query.get("X-Amz-Algorithm")), "the algorithm");
        require("host".equals(query.get("X-Amz-SignedHeaders")), "the headers");
        Instant signedAt = TIME.parse(query.get("X-Amz-Date"), Instant::from);
        Instant endsAt = signedAt.plusSeconds(Long.parseLong(query.get("X-Amz-Expires")));
        require(!endsAt.isAfter(signedAt.plus(LONGEST)) && endsAt.isAfter(Instant.now()), "the time");
        String date = query.get("X-Amz-Date").substring(0, 8);
        String scope = String.join("/", date, region, "kafka-cluster", "aws4_request");
        String[] credential = query.get("X-Amz-Credential").split("%2F", 2);
        require(credential[1].equals(scope.replace("/", "%2F")), "the scope");
        String[] user = user(credential[0]);
        require(query.get("X-Amz-Signature").equals(signature(user[1], date, scope, host, query)), "the signature");
        return token(token, user[0], signedAt, endsAt);
    }

    private String[] user(String accessKey) throws Exception {
        return Files.readAllLines(users).stream().map(line -> line.split("=", 2))
                .filter(user -> accessKey.equals("AKIA" + user[0].toUpperCase())).findFirst()
                .orElseThrow(() -> new SecurityException("the access key"));
    }

    private String signature(String secret, String date, String scope, String host, Map<String, String> query)
            throws Exception {
        String signed = query.entrySet().stream().filter(one -> !UNSIGNED.contains(one.getKey()))
                .map(one -> one.getKey() + "=" + one.getValue()).collect(Collectors.joining("&"));
        String request = String.join("\n", "GET", "/", signed, "host:" + host, "", "host", hash(""));
        String text = String.join("\n", "AWS4-HMAC-SHA256", query.get("X-Amz-Date"), scope, hash(request));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : Arrays.asList(date, region, "kafka-cluster", "aws4_request")) key = hmac(key, part);
        return HexFormat.of().formatHex(hmac(key, text));
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void require(boolean holds, String what) {
        if (!holds) throw new SecurityException(what);
    }

    private static OAuthBearerToken token(String value, String user, Instant from, Instant to) {
        return new OAuthBearerToken() {
            @Override public String value() { return value; }
            @Override public Set<String> scope() { return Set.of(); }
            @Override public long lifetimeMs() { return to.toEpochMilli(); }
            @Override public String principalName() { return user; }
            @Override public Long startTimeMs() { return from.toEpochMilli(); }
        };
    }

    @Override
    public void close() {
    }
}

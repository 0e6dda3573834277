import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Issues OAuth tokens for client credentials on loopback over HTTPS, and publishes the key that brokers verify them
 * with over HTTP. Its clients and their secrets are the lines "client=secret" of a file, which is read for each token.
 * Below /token lie endpoints whose tokens a broker refuses: /token/audience, /token/issuer, /token/key and
 * /token/expired, each for what its name says is wrong.
 */
public final class Issuer {
    private static final int LIFETIME_S = 600;
    private static final String KEY_ID = "one";
    /** A PKCS#12 file must have one; this one's folder is what protects it. */
    private static final String KEYSTORE_PASSWORD = "issuer";

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        int securePort = Integer.parseInt(args[1]);
        String audience = args[2];
        Path clients = Path.of(args[3]);
        Path keystore = Path.of(args[4]);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        KeyPair otherKeys = generator.generateKeyPair();
        HttpServer keyServer = HttpServer.create(at(port), 0);
        keyServer.createContext("/jwks", exchange -> answer(exchange, 200, jwks((RSAPublicKey) keys.getPublic())));
        keyServer.start();
        HttpsServer server = HttpsServer.create(at(securePort), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity(keystore)));
        String issuer = "https://127.0.0.1:" + securePort;
        server.createContext("/token", exchange -> {
            String client = client(exchange, Files.readAllLines(clients));
            if (client == null) {
                answer(exchange, 401, "{\"error\":\"invalid_client\"}");
                return;
            }
            String wrong = exchange.getRequestURI().getPath().substring("/token".length());
            String token = token(wrong.equals("/key") ? otherKeys : keys,
                    wrong.equals("/issuer") ? "https://another.example" : issuer,
                    wrong.equals("/audience") ? "another" : audience,
                    client,
                    wrong.equals("/expired") ? -LIFETIME_S : LIFETIME_S);
            answer(exchange, 200, "{\"token_type\":\"Bearer\",\"expires_in\":" + LIFETIME_S + ",\"access_token\":\"" + token + "\"}");
        });
        server.start();
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static SSLContext identity(Path keystore) throws Exception {
        char[] password = KEYSTORE_PASSWORD.toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(keystore.toFile(), password), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static String jwks(RSAPublicKey key) {
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"" + KEY_ID + "\",\"n\":\""
                + base64(unsigned(key.getModulus())) + "\",\"e\":\"" + base64(unsigned(key.getPublicExponent())) + "\"}]}";
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    /** The client that has proved itself with its secret in the header "Authorization: Basic", as RFC 6749 2.3.1 says. */
    private static String client(HttpExchange exchange, List<String> clients) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null || !header.startsWith("Basic ")) return null;
        String given = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
        String pair = URLDecoder.decode(given, StandardCharsets.UTF_8).replaceFirst(":", "=");
        return clients.contains(pair) ? pair.substring(0, pair.indexOf('=')) : null;
    }

    private static String token(KeyPair keys, String issuer, String audience, String client, int lifetime)
            throws IOException {
        long now = Instant.now().getEpochSecond();
        String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + KEY_ID + "\"}";
        String claims = "{\"iss\":\"" + issuer + "\",\"aud\":\"" + audience + "\",\"sub\":\"" + client
                + "\",\"scope\":\"kafka\",\"iat\":" + now + ",\"exp\":" + (now + lifetime) + "}";
        String signed = base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (java.security.GeneralSecurityException error) {
            throw new IOException(error);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}

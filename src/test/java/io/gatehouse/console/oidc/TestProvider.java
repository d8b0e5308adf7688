package io.gatehouse.console.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.json.Json;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/// An OpenID Connect provider on a real port, with real keys, which lets everybody in as the person that a test names,
/// and can be told to behave badly.
public final class TestProvider implements AutoCloseable {
    public static final String CLIENT = "gatehouse";
    public static final String SECRET = "a secret: with % and ünicode";

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Clock clock;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private RSAKey key = newKey();

    /// Those of the next token, beside what every token has.
    public final Map<String, Object> claims = new HashMap<>();

    /// Changes the next tokens.
    public Consumer<JWTClaimsSet.Builder> twist = _ -> {};

    public Signing signing = this::signed;

    public Optional<String> calledInstead = Optional.empty();
    public Optional<String> issParameter = Optional.empty();
    public boolean namesItself;
    public Optional<String> authorizationError = Optional.empty();

    /// How a token is signed.
    public interface Signing {
        String sign(JWTClaimsSet claims) throws JOSEException;
    }

    public TestProvider(Clock clock) throws Exception {
        this.clock = clock;
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Endpoints());
        server.start();
    }

    public URI issuer() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/realms/staff");
    }

    public static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public RSAKey key() {
        return key;
    }

    public void rotate() {
        key = newKey();
    }

    public String signed(JWTClaimsSet said) throws JOSEException {
        return signed(said, key, key.getKeyID());
    }

    public static String signed(JWTClaimsSet said, RSAKey by, String id) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build(), said);
        token.sign(new RSASSASigner(by));
        return token.serialize();
    }

    public static String unsigned(JWTClaimsSet said) {
        return new PlainJWT(said).serialize();
    }

    /// With what everybody knows, as if it were a secret.
    public String signedByThePublicKey(JWTClaimsSet said) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), said);
        token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
        return token.serialize();
    }

    /// Uses a code up, as somebody would who got hold of it.
    public void spend(String code) {
        codes.remove(code);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the provider does not end", e);
        }
    }

    private final class Endpoints extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            var path = Request.getPathInContext(request);
            switch (path) {
                case "/realms/staff/.well-known/openid-configuration" -> answer(response, callback, 200, description());
                case "/keys" ->
                    answer(
                            response,
                            callback,
                            200,
                            new JWKSet(key).toPublicJWKSet().toJSONObject());
                case "/authorize" -> authorize(request, response, callback);
                case "/token" -> {
                    var form = fields(Content.Source.asString(request, UTF_8));
                    var sent = Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION));
                    var token = token(form, sent);
                    answer(response, callback, token.containsKey("error") ? 400 : 200, token);
                }
                default -> answer(response, callback, 404, Map.of());
            }
            return true;
        }
    }

    private Map<String, Object> description() {
        var base = issuer().resolve("/").toString();
        return Map.of(
                "issuer",
                calledInstead.orElse(issuer().toString()),
                "authorization_endpoint",
                base + "authorize?tenant=1",
                "token_endpoint",
                base + "token",
                "jwks_uri",
                base + "keys",
                "authorization_response_iss_parameter_supported",
                namesItself,
                "response_types_supported",
                List.of("code"),
                "id_token_signing_alg_values_supported",
                List.of("RS256"));
    }

    /// Lets whoever comes in at once.
    private void authorize(Request request, Response response, Callback callback) {
        var asked = fields(request.getHttpURI().getQuery());
        if (!"code".equals(asked.get("response_type"))
                || !"S256".equals(asked.get("code_challenge_method"))
                || !CLIENT.equals(asked.get("client_id"))
                || !"1".equals(asked.get("tenant"))
                || !asked.getOrDefault("scope", "").contains("openid")) {
            answer(response, callback, 400, Map.of("error", "invalid_request"));
            return;
        }
        var code = UUID.randomUUID().toString();
        codes.put(code, asked);
        var back = asked.get("redirect_uri")
                + authorizationError.map(error -> "?error=" + error).orElse("?code=" + code)
                + "&state=" + asked.get("state")
                + issParameter
                        .map(iss -> "&iss=" + URLEncoder.encode(iss, UTF_8))
                        .orElse("");
        response.setStatus(302);
        response.getHeaders().put(HttpHeader.LOCATION, back);
        callback.succeeded();
    }

    private Map<String, Object> token(Map<String, String> form, Optional<String> authorization) throws JOSEException {
        var expected = "Basic "
                + Base64.getEncoder().encodeToString((CLIENT + ":" + URLEncoder.encode(SECRET, UTF_8)).getBytes(UTF_8));
        if (!authorization.equals(Optional.of(expected))) {
            return Map.of("error", "invalid_client");
        }
        var asked = codes.remove(form.getOrDefault("code", ""));
        if (asked == null
                || !asked.getOrDefault("redirect_uri", "").equals(form.getOrDefault("redirect_uri", "none"))
                || !asked.getOrDefault("code_challenge", "")
                        .equals(challenge(form.getOrDefault("code_verifier", "")))) {
            return Map.of("error", "invalid_grant");
        }
        var now = clock.instant();
        var said = new JWTClaimsSet.Builder()
                .issuer(issuer().toString())
                .audience(CLIENT)
                .subject("subject-1")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", asked.get("nonce"));
        claims.forEach(said::claim);
        twist.accept(said);
        return Map.of("token_type", "Bearer", "access_token", "unused", "id_token", signing.sign(said.build()));
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Map<String, String> fields(String encoded) {
        var fields = new HashMap<String, String>();
        for (var pair : encoded.split("&", -1)) {
            var sides = pair.split("=", 2);
            fields.put(sides[0], sides.length < 2 ? "" : URLDecoder.decode(sides[1], UTF_8));
        }
        return fields;
    }

    private static void answer(Response response, Callback callback, int status, Map<String, Object> json) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, java.nio.ByteBuffer.wrap(Json.bytes(json)), callback);
    }
}

package io.gatehouse.console.oidc;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import io.gatehouse.console.Loopback;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The provider as it describes itself, asked for when somebody logs in and kept for an hour, so that the console
/// starts without it. Its keys are asked for anew when a token names one that is not known, at most twice in ten
/// seconds.
final class Provider {
    private static final Duration KEPT = Duration.ofHours(1);

    /// So that a crowd at the login does not ask a provider that does not answer, one after the other.
    private static final Duration NEXT_TRY = Duration.ofSeconds(5);

    private static final long KEYS_KEPT_MILLIS = 300_000;
    private static final long KEYS_WAIT_MILLIS = 6_000;
    private static final long KEYS_PACE_MILLIS = 10_000;

    private final URI issuer;
    private final ProviderHttp http;
    private final Clock clock;
    private Optional<Kept> kept = Optional.empty();
    private Optional<Instant> failedAt = Optional.empty();

    private record Kept(Described described, Instant at) {}

    /// @param namesItself whether each answer says whose it is (RFC 9207)
    /// @param takesBasic whether the client's secret may be sent as a header
    record Described(
            URI authorization, URI token, boolean namesItself, boolean takesBasic, JWKSource<SecurityContext> keys) {}

    Provider(URI issuer, ProviderHttp http, Clock clock) {
        this.issuer = issuer;
        this.http = http;
        this.clock = clock;
    }

    /// @throws ProviderException when it cannot be asked, or is not the provider of the settings
    synchronized Described described() {
        var now = clock.instant();
        if (kept.filter(known -> now.isBefore(known.at().plus(KEPT))).isPresent()) {
            return kept.get().described();
        }
        if (failedAt.filter(at -> now.isBefore(at.plus(NEXT_TRY))).isPresent()) {
            throw new ProviderException("it did not answer a moment ago");
        }
        try {
            var described = described(http.get(URI.create(withoutSlash(issuer) + "/.well-known/openid-configuration"))
                    .json());
            kept = Optional.of(new Kept(described, now));
            failedAt = Optional.empty();
            return described;
        } catch (ProviderException e) {
            failedAt = Optional.of(now);
            throw e;
        }
    }

    private static String withoutSlash(URI url) {
        return url.toString().replaceFirst("/$", "");
    }

    private Described described(JsonNode json) {
        if (!json.path("issuer").asString("").equals(issuer.toString())) {
            throw new ProviderException(
                    "it calls itself " + json.path("issuer").asString("nothing") + " and not as oidc.issuer says");
        }
        var methods = texts(json.path("token_endpoint_auth_methods_supported"));
        return new Described(
                endpoint(json, "authorization_endpoint"),
                endpoint(json, "token_endpoint"),
                json.path("authorization_response_iss_parameter_supported").asBoolean(false),
                methods.isEmpty() || methods.contains("client_secret_basic"),
                keys(endpoint(json, "jwks_uri")));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(item -> texts.add(item.asString("")));
        return texts;
    }

    private static URI endpoint(JsonNode json, String name) {
        var text = json.path(name).asString("");
        try {
            var url = URI.create(text);
            if (Loopback.isSafe(url)) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new ProviderException("its " + name + " is no https address: " + text);
    }

    private JWKSource<SecurityContext> keys(URI url) {
        try {
            return JWKSourceBuilder.create(url.toURL(), _ -> resource(url))
                    .cache(KEYS_KEPT_MILLIS, KEYS_WAIT_MILLIS)
                    .refreshAheadCache(false)
                    .rateLimited(KEYS_PACE_MILLIS)
                    .build();
        } catch (MalformedURLException e) {
            throw new ProviderException("its jwks_uri is no address", e);
        }
    }

    private Resource resource(URI url) throws IOException {
        try {
            return new Resource(http.get(url).body(), "application/json");
        } catch (ProviderException e) {
            throw new IOException(e);
        }
    }
}

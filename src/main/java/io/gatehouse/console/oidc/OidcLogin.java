package io.gatehouse.console.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.ConsoleException;
import io.gatehouse.console.access.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logging in by the authorization code flow with PKCE: where a browser is sent, and who it is that comes back.
///
/// @see <a href="https://openid.net/specs/openid-connect-core-1_0.html">OpenID Connect Core 1.0, sections 3.1 and
///     16</a>
/// @see <a href="https://www.rfc-editor.org/rfc/rfc9700">RFC 9700, security of OAuth 2.0</a>
public final class OidcLogin {
    private static final Logger log = LoggerFactory.getLogger(OidcLogin.class);

    /// Below the console's public address; what is registered at the provider.
    public static final String BACK = "/login/oidc/back";

    private static final int MOST_AT_ONCE = 20;

    private final OidcSettings settings;
    private final URI back;
    private final Clock clock;
    private final ProviderHttp http = new ProviderHttp();
    private final Provider provider;
    private final IdTokens tokens;
    private final Semaphore underWay = new Semaphore(MOST_AT_ONCE);

    /// @param console its public address
    public OidcLogin(OidcSettings settings, URI console, Clock clock) {
        this.settings = settings;
        this.back = console.resolve(BACK);
        this.clock = clock;
        this.provider = new Provider(settings.issuer(), http, clock);
        this.tokens = new IdTokens(settings, clock);
    }

    /// Where a browser goes from here.
    public sealed interface Departure {
        record To(URI address) implements Departure {}

        /// The log says why.
        record Unreachable() implements Departure {}
    }

    /// Who comes back.
    public sealed interface Return {
        /// @param next where the person wanted to go
        record Known(Identity identity, String next) implements Return {}

        /// Not of this browser, or too late, or used before.
        record Stale() implements Return {}

        /// The provider let nobody in, or the person did not want to.
        record Declined() implements Return {}

        /// @param why for the log
        record Untrusted(String why) implements Return {}

        /// The log says why.
        record Unreachable() implements Return {}
    }

    /// @param browser the secret that the browser is known by
    /// @param next where the person wants to go afterwards
    public Departure begin(Secret browser, String next) {
        try {
            var trip = Trip.begin(browser, next, clock.instant());
            var fields = new LinkedHashMap<String, String>();
            fields.put("response_type", "code");
            fields.put("client_id", settings.clientId());
            fields.put("redirect_uri", back.toString());
            fields.put("scope", String.join(" ", settings.scopes()));
            fields.put("state", trip.state());
            fields.put("nonce", trip.nonce());
            fields.put("code_challenge", trip.challenge());
            fields.put("code_challenge_method", "S256");
            var endpoint = provider.described().authorization();
            var joint = endpoint.getRawQuery() == null ? "?" : "&";
            return new Departure.To(URI.create(endpoint + joint + form(fields)));
        } catch (ProviderException e) {
            log.warn("Nobody can log in by {}", settings.issuer(), e);
            return new Departure.Unreachable();
        }
    }

    /// @param said the query of the address that the provider sent the browser to
    public Return finish(Secret browser, Map<String, String> said) {
        var trip = Trip.resume(browser, said.getOrDefault("state", ""), clock.instant());
        if (trip.isEmpty()) {
            return new Return.Stale();
        }
        if (!underWay.tryAcquire()) {
            log.warn("More than {} logins by {} are under way", MOST_AT_ONCE, settings.issuer());
            return new Return.Unreachable();
        }
        try {
            return finish(trip.get(), said);
        } catch (ProviderException | ConsoleException e) {
            log.warn("A login by {} could not be finished", settings.issuer(), e);
            return new Return.Unreachable();
        } finally {
            underWay.release();
        }
    }

    private Return finish(Trip trip, Map<String, String> said) {
        var described = provider.described();
        var issuer = Optional.ofNullable(said.get("iss"));
        if (issuer.isPresent() ? !issuer.get().equals(settings.issuer().toString()) : described.namesItself()) {
            return new Return.Untrusted("the answer came from another provider");
        }
        var code = said.getOrDefault("code", "");
        if (said.containsKey("error") || code.isEmpty()) {
            return new Return.Declined();
        }
        var reply = http.post(described.token(), form(redeeming(trip, code, described)), authorization(described));
        if (reply.status() == 400 || reply.status() == 401) {
            var error = reply.json().path("error").asString("");
            if (error.equals("invalid_grant")) {
                return new Return.Stale();
            }
            throw new ProviderException("it refuses this client: " + error);
        }
        if (reply.status() != 200) {
            throw new ProviderException("its token endpoint answers with status " + reply.status());
        }
        return identified(reply.json().path("id_token").asString(""), trip, described);
    }

    private Return identified(String token, Trip trip, Provider.Described described) {
        try {
            var claims = tokens.read(token, trip.nonce(), described.keys());
            return Identity.of(claims, settings)
                    .<Return>map(identity -> new Return.Known(identity, trip.next()))
                    .orElseGet(() -> new Return.Untrusted(
                            "the claim " + settings.principalClaim() + " names nobody, or an address nobody verified"));
        } catch (IdTokens.Untrusted e) {
            return new Return.Untrusted(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> redeeming(Trip trip, String code, Provider.Described described) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("grant_type", "authorization_code");
        fields.put("code", code);
        fields.put("redirect_uri", back.toString());
        fields.put("code_verifier", trip.verifier());
        if (settings.clientSecret().isEmpty() || !described.takesBasic()) {
            fields.put("client_id", settings.clientId());
            settings.clientSecret().ifPresent(secret -> fields.put("client_secret", secret.read()));
        }
        return fields;
    }

    private Optional<String> authorization(Provider.Described described) {
        return settings.clientSecret()
                .filter(_ -> described.takesBasic())
                .map(secret -> encoded(settings.clientId()) + ":" + encoded(secret.read()))
                .map(both -> "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)));
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}

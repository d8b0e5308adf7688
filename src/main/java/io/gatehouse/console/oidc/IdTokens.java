package io.gatehouse.console.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;

/// What a provider says about a person, believed only when it is signed by one of the provider's keys, for this
/// console and for this login.
final class IdTokens {
    /// No secret that the provider shares with its clients, and no "none", makes a token true.
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final int SKEW_SECONDS = 60;

    private final OidcSettings settings;
    private final Clock clock;

    IdTokens(OidcSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// It is not to be believed.
    static final class Untrusted extends Exception {
        private static final long serialVersionUID = 1;

        Untrusted(String message) {
            super(message);
        }
    }

    /// @throws Untrusted with why, for the log
    /// @throws ProviderException when the provider's keys cannot be had
    JWTClaimsSet read(String token, String nonce, JWKSource<SecurityContext> keys) throws Untrusted {
        var claims = verified(token, keys);
        try {
            if (!Trip.isSame(nonce, String.valueOf(claims.getStringClaim("nonce")))) {
                throw new Untrusted("the nonce is of another login");
            }
            var party = claims.getStringClaim("azp");
            if (party == null ? claims.getAudience().size() > 1 : !party.equals(settings.clientId())) {
                throw new Untrusted("it was given to another client");
            }
        } catch (ParseException e) {
            throw new Untrusted("a claim is no text: " + e.getMessage());
        }
        if (claims.getIssueTime().toInstant().isAfter(clock.instant().plusSeconds(SKEW_SECONDS))) {
            throw new Untrusted("it was issued in the future");
        }
        return claims;
    }

    private JWTClaimsSet verified(String token, JWKSource<SecurityContext> keys) throws Untrusted {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWTClaimsSetVerifier(verifier());
        try {
            return processor.process(token, null);
        } catch (KeySourceException e) {
            throw new ProviderException("its keys cannot be had", e);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new Untrusted(String.valueOf(e.getMessage()));
        }
    }

    private DefaultJWTClaimsVerifier<SecurityContext> verifier() {
        var exactly =
                new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build();
        var needed = Set.of("iss", "sub", "aud", "exp", "iat", "nonce");
        var verifier = new DefaultJWTClaimsVerifier<SecurityContext>(settings.clientId(), exactly, needed) {
            @Override
            protected Date currentTime() {
                return Date.from(clock.instant());
            }
        };
        verifier.setMaxClockSkew(SKEW_SECONDS);
        return verifier;
    }

    /// The texts of a claim that is one text or a list of them; none for anything else.
    static List<String> texts(JWTClaimsSet claims, String name) {
        return switch (claims.getClaim(name)) {
            case String text -> List.of(text);
            case List<?> items ->
                items.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> List.of();
        };
    }
}

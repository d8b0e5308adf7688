package io.gatehouse.console.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.gatehouse.console.Role;
import io.gatehouse.policy.Unicode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who a person is, by the provider's word.
///
/// @param subject issuer and subject with a blank between, which is nobody else's for ever
/// @param name for people
/// @param principal who it is to the policies
public record Identity(String subject, String name, String principal, Set<Role> roles) {
    private static final int LONGEST = 200;

    public Identity {
        roles = Set.copyOf(roles);
    }

    /// Empty when the claims name nobody.
    static Optional<Identity> of(JWTClaimsSet claims, OidcSettings settings) {
        var principal = text(claims, settings.principalClaim())
                .filter(_ -> text(claims, "sub").isPresent())
                .filter(_ -> !settings.principalClaim().equals("email") || mayBeOwnEmail(claims));
        return principal.map(known -> new Identity(
                settings.issuer() + " " + claims.getSubject(),
                name(claims, settings, known),
                known,
                settings.roles(IdTokens.texts(claims, settings.groupsClaim()))));
    }

    /// A subject may be a number to people; an address that the provider has verified says more.
    private static String name(JWTClaimsSet claims, OidcSettings settings, String principal) {
        return settings.principalClaim().equals(OidcSettings.USUAL_PRINCIPAL_CLAIM) && hasVerifiedEmail(claims)
                ? text(claims, "email").orElse(principal)
                : principal;
    }

    /// Some providers do not say whether they verified an address, because they gave it themselves.
    private static boolean mayBeOwnEmail(JWTClaimsSet claims) {
        return claims.getClaim("email_verified") == null || hasVerifiedEmail(claims);
    }

    private static boolean hasVerifiedEmail(JWTClaimsSet claims) {
        return Boolean.TRUE.equals(claims.getClaim("email_verified"));
    }

    private static Optional<String> text(JWTClaimsSet claims, String name) {
        return Optional.of(IdTokens.texts(claims, name))
                .filter(texts -> texts.size() == 1)
                .map(List::getFirst)
                .map(String::strip)
                .filter(text -> !text.isEmpty() && text.length() <= LONGEST)
                .filter(text -> Unicode.isText(text) && text.chars().noneMatch(Character::isISOControl));
    }
}

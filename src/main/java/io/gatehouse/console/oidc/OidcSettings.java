package io.gatehouse.console.oidc;

import io.gatehouse.console.Loopback;
import io.gatehouse.console.Role;
import io.gatehouse.console.SecretFile;
import java.net.URI;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How people log in with their organisation's OpenID Connect provider.
///
/// @param issuer as the provider spells it
/// @param clientSecret absent for a public client
/// @param scopes asked for; `openid` is among them
/// @param groupsClaim where the provider says a person's groups
/// @param groups the roles that each group gives
/// @param principalClaim who a person is to the policies, which no own request gets past
/// @param localAccounts which local accounts may still log in
public record OidcSettings(
        URI issuer,
        String clientId,
        Optional<SecretFile> clientSecret,
        List<String> scopes,
        String groupsClaim,
        Map<String, Set<Role>> groups,
        String principalClaim,
        LocalAccounts localAccounts) {
    public static final List<String> USUAL_SCOPES = List.of("openid", "profile", "email");
    public static final String USUAL_GROUPS_CLAIM = "groups";
    public static final String USUAL_PRINCIPAL_CLAIM = "sub";

    /// Which accounts that are not the provider's may log in by a password.
    public enum LocalAccounts {
        /// The administrator who came by the first start's link: the way back in when the provider fails.
        FIRST_ADMINISTRATOR,
        ALL,
        NONE
    }

    public OidcSettings {
        scopes = List.copyOf(scopes);
        groups = Map.copyOf(groups);
        if (!Loopback.isSafe(issuer) || issuer.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "oidc.issuer must be like https://login.example.com, without user, question mark or fragment, not "
                            + issuer + ".");
        }
        if (clientId.isBlank() || groupsClaim.isBlank() || principalClaim.isBlank()) {
            throw new IllegalArgumentException("oidc.clientId and the names of claims must not be empty.");
        }
        if (!scopes.contains("openid") || scopes.stream().anyMatch(scope -> !scope.matches("[!#-\\[\\]-~]+"))) {
            throw new IllegalArgumentException("oidc.scopes must hold openid, and words without blanks.");
        }
        if (groups.isEmpty() || groups.values().stream().anyMatch(Set::isEmpty)) {
            throw new IllegalArgumentException(
                    "oidc.groups must say which roles a group gives, like {secops: reviewer, it: administrator}.");
        }
    }

    /// All roles that a person of these groups has.
    public Set<Role> roles(Collection<String> memberOf) {
        var roles = EnumSet.noneOf(Role.class);
        memberOf.forEach(group -> roles.addAll(groups.getOrDefault(group, Set.of())));
        return roles;
    }
}

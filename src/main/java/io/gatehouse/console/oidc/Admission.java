package io.gatehouse.console.oidc;

import io.gatehouse.console.access.Account;
import java.util.Optional;
import java.util.function.Predicate;

/// Which accounts may use the console as it is set up today: a change of the settings ends the sessions of the
/// others.
public record Admission(Optional<OidcSettings> oidc) implements Predicate<Account> {
    @Override
    public boolean test(Account account) {
        if (oidc.isEmpty()) {
            return account.isLocal();
        }
        var subject = account.subject();
        if (subject.isPresent()) {
            return subject.get().startsWith(oidc.get().issuer() + " ");
        }
        return switch (oidc.get().localAccounts()) {
            case ALL -> true;
            case FIRST_ADMINISTRATOR -> account.byFirstLink();
            case NONE -> false;
        };
    }
}

package io.gatehouse.console.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.console.Role;
import io.gatehouse.console.access.Account;
import io.gatehouse.console.oidc.OidcSettings.LocalAccounts;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Account FIRST = account(Optional.empty(), true);
    private static final Account LOCAL = account(Optional.empty(), false);
    private static final Account OURS = account(Optional.of("https://login.example.com 7"), false);
    private static final Account FORMER = account(Optional.of("https://login.example.com.evil.example 7"), false);

    private static Account account(Optional<String> subject, boolean byFirstLink) {
        return new Account(
                "id",
                "name",
                Optional.empty(),
                Set.of(Role.AUDITOR),
                Instant.EPOCH,
                Optional.empty(),
                subject,
                byFirstLink);
    }

    private static List<Account> admitted(Optional<LocalAccounts> local) {
        var admission = new Admission(local.map(which -> new OidcSettings(
                URI.create("https://login.example.com"),
                "gatehouse",
                Optional.empty(),
                OidcSettings.USUAL_SCOPES,
                "groups",
                Map.of("it", Set.of(Role.ADMINISTRATOR)),
                "sub",
                which)));
        return Stream.of(FIRST, LOCAL, OURS, FORMER).filter(admission).toList();
    }

    @Test
    void withoutAProviderOnlyLocalAccountsCount() {
        assertEquals(List.of(FIRST, LOCAL), admitted(Optional.empty()));
    }

    @Test
    void withOneItsOwnPeopleCountAndLocalAccountsAsTheSettingSays() {
        assertEquals(List.of(FIRST, OURS), admitted(Optional.of(LocalAccounts.FIRST_ADMINISTRATOR)));
        assertEquals(List.of(FIRST, LOCAL, OURS), admitted(Optional.of(LocalAccounts.ALL)));
        assertEquals(List.of(OURS), admitted(Optional.of(LocalAccounts.NONE)));
    }
}

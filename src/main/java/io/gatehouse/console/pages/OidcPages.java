package io.gatehouse.console.pages;

import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Pace;
import io.gatehouse.console.access.Accounts;
import io.gatehouse.console.access.Logins;
import io.gatehouse.console.access.Secret;
import io.gatehouse.console.oidc.Identity;
import io.gatehouse.console.oidc.OidcLogin;
import io.gatehouse.console.oidc.OidcLogin.Departure;
import io.gatehouse.console.oidc.OidcLogin.Return;
import java.time.Clock;
import java.util.HashMap;
import java.util.function.Consumer;

/// The way to the organisation's provider, and back from it. Nothing that came back is shown.
public final class OidcPages {
    private final OidcLogin login;
    private final Accounts accounts;
    private final AccessPages access;
    private final ConsoleLog log;
    private final Pace pace;

    OidcPages(OidcLogin login, Accounts accounts, AccessPages access, ConsoleLog log, Clock clock) {
        this.login = login;
        this.accounts = accounts;
        this.access = access;
        this.log = log;
        this.pace = new Pace(Logins.MOST_OF_AN_ADDRESS, Logins.WINDOW.dividedBy(Logins.MOST_OF_AN_ADDRESS), clock);
    }

    Answer answer(Visit visit, Consumer<Secret> begin) {
        if (visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        if (visit.path().size() > 3) {
            throw Trouble.missing();
        }
        return switch (visit.part(2)) {
            case "" -> depart(visit);
            case "back" -> arrive(visit, begin);
            default -> throw Trouble.missing();
        };
    }

    private Answer depart(Visit visit) {
        var next = AccessPages.next(visit.asked("next"));
        if (visit.account().isPresent()) {
            return new Answer.Go(next);
        }
        return switch (login.begin(visit.secret(), next)) {
            case Departure.To(var address) -> new Answer.Away(address);
            case Departure.Unreachable _ -> throw unreachable();
        };
    }

    private Answer arrive(Visit visit, Consumer<Secret> begin) {
        if (!pace.admits(Logins.network(visit.address()))) {
            throw Trouble.notLoggedIn(
                    429, "Too many logins came from your address. Wait a quarter of an hour, then try again.");
        }
        var said = new HashMap<String, String>();
        visit.query().keySet().forEach(name -> said.put(name, visit.asked(name)));
        return switch (login.finish(visit.secret(), said)) {
            case Return.Known(var identity, var next) -> welcome(visit, identity, AccessPages.next(next), begin);
            case Return.Stale _ ->
                throw Trouble.notLoggedIn(
                        400,
                        "This login took too long, was begun in another window, or was used already. Begin it again.");
            case Return.Declined _ ->
                throw Trouble.notLoggedIn(
                        403, "Your organisation's login let nobody in. Try again, or ask those who look after it.");
            case Return.Untrusted(var why) -> throw untrusted(visit, why);
            case Return.Unreachable _ -> throw unreachable();
        };
    }

    private static Trouble unreachable() {
        return Trouble.notLoggedIn(
                503,
                "Your organisation's login cannot be reached from the console at this moment. Try again in a minute. An"
                        + " administrator finds the reason in the console's log file.");
    }

    private Trouble untrusted(Visit visit, String why) {
        log.append(
                AccessPages.SOMEBODY,
                "login.failed",
                "",
                "What the organisation's login said to a browser from " + visit.address() + " was not believed: " + why
                        + ".");
        return Trouble.notLoggedIn(
                403,
                "What your organisation's login said about you could not be believed. Begin again; if it stays so, ask an"
                        + " administrator, who finds the reason in the console's log.");
    }

    private Answer welcome(Visit visit, Identity identity, String next, Consumer<Secret> begin) {
        if (identity.roles().isEmpty()) {
            accounts.dismiss(identity.subject());
            log.append(
                    AccessPages.SOMEBODY,
                    "login.failed",
                    "",
                    identity.name() + " came by the organisation's login from " + visit.address()
                            + ", and is in no group that has a role.");
            throw Trouble.notLoggedIn(
                    403,
                    "You are " + identity.name()
                            + " to this console, and none of your groups has a role here. Ask those"
                            + " who look after the console.");
        }
        var account = accounts.arrive(
                identity.subject(), identity.name(), identity.principal(), identity.roles(), "organisation's login");
        if (account.isDisabled()) {
            log.append(
                    account.name(),
                    "login.failed",
                    account.id(),
                    "Came by the organisation's login from " + visit.address() + ", and the account is disabled.");
            throw Trouble.notLoggedIn(403, "Your account in this console is disabled. Ask an administrator.");
        }
        log.append(
                account.name(),
                "login",
                account.id(),
                "Logged in by the organisation's login from " + visit.address() + ", as " + Words.roles(account.roles())
                        + ".");
        access.welcome(visit, account, begin);
        return new Answer.Go(next);
    }
}

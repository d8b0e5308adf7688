package io.gatehouse.console.pages;

import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.access.Account;
import io.gatehouse.console.access.Invitations;
import io.gatehouse.console.access.Invitations.Acceptance;
import io.gatehouse.console.access.Logins;
import io.gatehouse.console.access.Passwords;
import io.gatehouse.console.access.Secret;
import io.gatehouse.console.access.Sessions;
import io.gatehouse.console.oidc.OidcSettings;
import io.gatehouse.console.oidc.OidcSettings.LocalAccounts;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Logging in and out, and coming by an invitation. A login of another kind ends in [#welcome] as well.
public final class AccessPages {
    /// A path of this console as it writes it itself; two slashes at the beginning would be another host.
    private static final Pattern OWN_PATH =
            Pattern.compile("/(?:[A-Za-z0-9_-][A-Za-z0-9_/.-]*)?(?:\\?[A-Za-z0-9_=&%+.*-]*)?");

    static final String SOMEBODY = "somebody";

    private final Logins logins;
    private final Sessions sessions;
    private final Invitations invitations;
    private final ConsoleLog log;
    private final Offered offered;

    /// How people may log in.
    ///
    /// @param provider by their organisation's
    /// @param password by a password of this console
    public record Offered(boolean provider, boolean password) {
        static Offered by(Optional<OidcSettings> oidc) {
            return new Offered(
                    oidc.isPresent(),
                    oidc.map(OidcSettings::localAccounts).orElse(LocalAccounts.ALL) != LocalAccounts.NONE);
        }
    }

    AccessPages(Logins logins, Sessions sessions, Invitations invitations, Offered offered, ConsoleLog log) {
        this.offered = offered;
        this.logins = logins;
        this.sessions = sessions;
        this.invitations = invitations;
        this.log = log;
    }

    /// Where it goes on after the login, and nowhere but here.
    static String next(String wished) {
        return OWN_PATH.matcher(wished).matches() ? wished : "/";
    }

    Answer needsLogin(Visit visit) {
        if (visit.isPost()) {
            return new Answer.Go("/login");
        }
        if (visit.isLive()) {
            throw Trouble.notYours("Your session has ended. Log in again.");
        }
        var here = "/" + String.join("/", visit.path()) + visit.queryText();
        return new Answer.Go("/login?next=" + Fields.encoded(next(here)));
    }

    Answer login(Visit visit, Consumer<Secret> begin) {
        if (!visit.isPost()) {
            return visit.account().isPresent()
                    ? new Answer.Go("/")
                    : loginPage(visit, 200, "", next(visit.asked("next")), Optional.empty());
        }
        var name = visit.said("name");
        return switch (logins.logIn(name, visit.said("password"), visit.address())) {
            case Logins.Outcome.Welcome(var account) -> {
                log.append(account.name(), "login", account.id(), "Logged in from " + visit.address() + ".");
                welcome(visit, account, begin);
                yield new Answer.Go(next(visit.said("next")));
            }
            case Logins.Outcome.Wrong(var known) -> {
                log.append(SOMEBODY, "login.failed", known.map(Account::id).orElse(""), failed(visit, known));
                yield loginPage(
                        visit,
                        401,
                        name,
                        next(visit.said("next")),
                        Optional.of(Said.bad("Name and password do not belong together. Try again.")));
            }
            case Logins.Outcome.TooMany(var isFirst) -> {
                if (isFirst) {
                    log.append(
                            SOMEBODY, "login.limited", "", "Too many logins went wrong from " + visit.address() + ".");
                }
                yield loginPage(
                        visit,
                        429,
                        name,
                        next(visit.said("next")),
                        Optional.of(
                                Said.bad("Too many logins went wrong. Wait a quarter of an hour, then try again.")));
            }
        };
    }

    private static String failed(Visit visit, Optional<Account> known) {
        return known.map(account -> "A login as " + account.name() + " from " + visit.address() + " went wrong.")
                .orElse("A login by a name that nobody has, from " + visit.address() + ", went wrong.");
    }

    private Answer loginPage(Visit visit, int status, String name, String next, Optional<Said> said) {
        return new Answer.Page(
                status,
                "login",
                Map.of(
                        "frame",
                        visit.frame("Log in", null, said),
                        "name",
                        name,
                        "next",
                        next,
                        "provider",
                        "/login/oidc?next=" + Fields.encoded(next),
                        "offered",
                        offered,
                        "tried",
                        visit.isPost()));
    }

    /// Begins the session of somebody who has shown who it is.
    void welcome(Visit visit, Account account, Consumer<Secret> begin) {
        sessions.end(visit.secret());
        begin.accept(sessions.begin(account));
    }

    Answer logout(Visit visit, Consumer<Secret> begin) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        sessions.end(visit.secret());
        begin.accept(Secret.fresh());
        visit.account().ifPresent(account -> log.append(account.name(), "logout", account.id(), "Logged out."));
        return new Answer.Go(Told.LOGGED_OUT.at("/login"));
    }

    Answer invitation(Visit visit, Consumer<Secret> begin) {
        var secret = Secret.parse(visit.part(1)).orElseThrow(AccessPages::gone);
        if (!visit.isPost()) {
            return invitationPage(visit, 200, secret, "", "");
        }
        try {
            return switch (invitations.accept(secret, visit.said("name"), visit.said("password"))) {
                case Acceptance.Welcome(var account) -> {
                    log.append(account.name(), "account.password", account.id(), "Chose a password by an invitation.");
                    welcome(visit, account, begin);
                    yield new Answer.Go("/");
                }
                case Acceptance.Not(var sentence) -> invitationPage(visit, 422, secret, visit.said("name"), sentence);
                case Acceptance.Gone _ -> throw gone();
            };
        } catch (Passwords.Busy _) {
            return invitationPage(
                    visit, 429, secret, visit.said("name"), "The console is busy at this moment. Try again.");
        }
    }

    private Answer invitationPage(Visit visit, int status, Secret secret, String name, String wrong) {
        var invitation = invitations.find(secret).orElseThrow(AccessPages::gone);
        return new Answer.Page(
                status,
                "invitation",
                Map.of(
                        "frame",
                        visit.frame("Welcome", null),
                        "name",
                        invitation.isFirst() ? name : invitation.name(),
                        "named",
                        !invitation.isFirst(),
                        "roles",
                        Words.roles(invitation.roles()),
                        "secret",
                        secret.text(),
                        "wrong",
                        wrong));
    }

    private static Trouble gone() {
        return Trouble.missing(
                "This invitation was used, is over, or was taken back. Ask an administrator for a new one.");
    }
}

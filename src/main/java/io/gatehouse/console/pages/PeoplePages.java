package io.gatehouse.console.pages;

import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Role;
import io.gatehouse.console.access.Account;
import io.gatehouse.console.access.Accounts;
import io.gatehouse.console.access.Invitation;
import io.gatehouse.console.access.Invitations;
import io.gatehouse.console.access.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Accounts and invitations, for administrators.
public final class PeoplePages implements Routing.Shelf {
    private final Accounts accounts;
    private final Invitations invitations;
    private final ConsoleLog log;
    private final TokenPages tokens;
    private final URI url;

    /// @param url the public address
    PeoplePages(Accounts accounts, Invitations invitations, TokenPages tokens, ConsoleLog log, URI url) {
        this.accounts = accounts;
        this.invitations = invitations;
        this.tokens = tokens;
        this.log = log;
        this.url = url;
    }

    public record Listed(Frame frame, List<Account> accounts, List<Invitation> invitations, Instant now) {}

    /// @param roles chosen so far
    public record Inviting(Frame frame, String name, String principal, Set<Role> roles) {}

    public record Linked(Frame frame, String name, String link) {}

    /// @param isOwn whether it is of the person who looks, who could else decide their own requests by another name
    public record Opened(Frame frame, Account account, boolean isOwn) {}

    /// The address of an invitation.
    public static String link(URI url, Secret secret) {
        return url.resolve("/invitation/" + secret.text()).toString();
    }

    @Override
    public Answer answer(Visit visit) {
        return switch (visit.part(1)) {
            case "" -> list(visit, 200, Optional.empty());
            case "invite" -> visit.isPost() ? invite(visit) : inviting(visit, 200, Optional.empty());
            case "withdraw" -> withdraw(visit);
            case "tokens" -> tokens.answer(visit);
            default -> person(visit);
        };
    }

    private Answer list(Visit visit, int status, Optional<Said> said) {
        if (visit.path().size() > 1) {
            throw Trouble.missing();
        }
        return new Answer.Page(
                status,
                "people",
                Map.of(
                        "page",
                        new Listed(
                                visit.frame("People", Section.PEOPLE, said),
                                accounts.list(),
                                invitations.open(),
                                visit.now())));
    }

    private static Set<Role> roles(Visit visit) {
        var chosen = visit.chosen("roles");
        return Arrays.stream(Role.values())
                .filter(role -> chosen.contains(role.name()))
                .collect(Collectors.toSet());
    }

    private static Optional<String> principal(Visit visit, String otherwise) {
        var said = visit.said("principal");
        return Optional.of(said.isEmpty() ? otherwise : said).filter(name -> !name.isEmpty());
    }

    private Answer inviting(Visit visit, int status, Optional<Said> said) {
        return new Answer.Page(
                status,
                "invite",
                Map.of(
                        "page",
                        new Inviting(
                                visit.frame("Invite somebody", Section.PEOPLE, said),
                                visit.said("name"),
                                visit.said("principal"),
                                roles(visit))));
    }

    private Answer invite(Visit visit) {
        var name = Accounts.folded(visit.said("name"));
        var principal = principal(visit, name);
        if (name.isEmpty() || name.length() > 200 || principal.orElse("").length() > 200) {
            return inviting(visit, 422, Optional.of(Said.bad("Write a name of up to 200 characters.")));
        }
        if (roles(visit).isEmpty()) {
            return inviting(visit, 422, Optional.of(Said.bad("Choose at least one role.")));
        }
        var secret = invitations.invite(
                name, principal, roles(visit), visit.reviewer().name());
        if (secret.isEmpty()) {
            return inviting(
                    visit, 409, Optional.of(Said.bad("Somebody has that name. Open the account to change it.")));
        }
        log(visit, "account.invite", "", "Invited " + name + " as " + Words.roles(roles(visit)) + ".");
        return linked(visit, name, secret.get());
    }

    private Answer linked(Visit visit, String name, Secret secret) {
        return new Answer.Page(
                "link", Map.of("page", new Linked(visit.frame("A link", Section.PEOPLE), name, link(url, secret))));
    }

    private Answer withdraw(Visit visit) {
        needsPost(visit);
        var name = Accounts.folded(visit.said("name"));
        if (!invitations.withdraw(name)) {
            return list(visit.at("people"), 409, Optional.of(Said.bad("That invitation was used or is over.")));
        }
        log(visit, "account.withdraw", "", "Took the invitation of " + name + " back.");
        return new Answer.Go(Told.WITHDRAWN.at("/people"));
    }

    private Answer person(Visit visit) {
        var account = accounts.find(visit.part(1)).orElseThrow(() -> Trouble.missing("There is no such account."));
        if (visit.path().size() > 3) {
            throw Trouble.missing();
        }
        return switch (visit.part(2)) {
            case "" -> page(visit, 200, account, Optional.empty());
            case "change" -> change(visit, account);
            case "renew" -> renew(visit, account);
            case "disable" ->
                changed(
                        visit,
                        account,
                        needsPost(visit, () -> accounts.disable(account.id())),
                        Told.DISABLED,
                        "account.disable",
                        "Disabled " + account.name() + ".");
            case "enable" ->
                changed(
                        visit,
                        account,
                        needsPost(visit, () -> accounts.enable(account.id())),
                        Told.ENABLED,
                        "account.enable",
                        "Enabled " + account.name() + ".");
            default -> throw Trouble.missing();
        };
    }

    private Answer change(Visit visit, Account account) {
        var roles = roles(visit);
        var principal = principal(visit, "");
        if (isOwn(visit, account)) {
            return page(
                    visit,
                    409,
                    account,
                    Optional.of(Said.bad("Nobody changes their own account. Ask another administrator.")));
        }
        if (!account.isLocal()) {
            return page(
                    visit, 409, account, Optional.of(Said.bad("The organisation's login says what this person is.")));
        }
        if (principal.orElse("").length() > 200) {
            return page(visit, 422, account, Optional.of(Said.bad("Write up to 200 characters.")));
        }
        return changed(
                visit,
                account,
                needsPost(visit, () -> accounts.change(account.id(), principal, roles)),
                Told.CHANGED,
                "account.change",
                account.name() + " is now " + Words.roles(roles)
                        + principal
                                .map(name -> ", and " + name + " to the policies")
                                .orElse("") + ".");
    }

    private static boolean isOwn(Visit visit, Account account) {
        return visit.account()
                .filter(person -> person.id().equals(account.id()))
                .isPresent();
    }

    private Answer renew(Visit visit, Account account) {
        needsPost(visit);
        if (!account.isLocal()) {
            return page(visit, 409, account, Optional.of(Said.bad("This person has no password here.")));
        }
        if (account.isDisabled()) {
            return page(visit, 409, account, Optional.of(Said.bad("Enable the account first.")));
        }
        var secret = invitations.renew(account, visit.reviewer().name());
        log(visit, "account.renew", account.id(), "Made a link by which " + account.name() + " chooses a password.");
        return linked(visit, account.name(), secret);
    }

    private Answer changed(
            Visit visit, Account account, Accounts.Change change, Told told, String what, String sentence) {
        return switch (change) {
            case DONE -> {
                log(visit, what, account.id(), sentence);
                yield new Answer.Go(told.at("/people/" + account.id()));
            }
            case MISSING -> page(visit, 409, account, Optional.of(Said.bad("It changed meanwhile. Look at it again.")));
            case LAST_ADMINISTRATOR ->
                page(
                        visit,
                        409,
                        account,
                        Optional.of(
                                Said.bad(
                                        "Nobody who can administer would be left. Make somebody else an administrator first.")));
        };
    }

    private Answer page(Visit visit, int status, Account account, Optional<Said> said) {
        return new Answer.Page(
                status,
                "person",
                Map.of(
                        "page",
                        new Opened(visit.frame(account.name(), Section.PEOPLE, said), account, isOwn(visit, account))));
    }

    private interface Changing {
        Accounts.Change make();
    }

    private static Accounts.Change needsPost(Visit visit, Changing changing) {
        needsPost(visit);
        return changing.make();
    }

    private static void needsPost(Visit visit) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
    }

    private void log(Visit visit, String what, String about, String sentence) {
        log.append(visit.reviewer().name(), what, about, sentence);
    }
}

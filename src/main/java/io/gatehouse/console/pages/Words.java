package io.gatehouse.console.pages;

import static java.util.Map.entry;

import io.gatehouse.console.GrantDesk.Given;
import io.gatehouse.console.Role;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.Shown;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Times, lengths, counts and roles in words. Times are in UTC: the console does not know where its reader is.
public final class Words {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.UK).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter EXACT =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

    private static final int LONGEST_LINE = 300;

    private static final Map<String, String> ACTS = Map.ofEntries(
            entry("account.change", "changed an account"),
            entry("account.disable", "disabled an account"),
            entry("account.enable", "enabled an account"),
            entry("account.invite", "invited"),
            entry("account.password", "chose a password"),
            entry("account.renew", "gave a link for a new password"),
            entry("account.withdraw", "took an invitation back"),
            entry("activity.export", "exported calls"),
            entry("activity.open", "read a call"),
            entry("activity.search", "searched calls"),
            entry("coverage.read", "read calls that ran undecided"),
            entry("device.check", "checked a laptop's audit"),
            entry("break-glass.end", "ended a break-glass"),
            entry("break-glass.open", "opened a break-glass"),
            entry("device.change", "changed roles or group"),
            entry("device.code", "issued an enrolment code"),
            entry("device.enrol", "enrolled a laptop"),
            entry("device.enrol-refused", "was refused to enrol"),
            entry("device.release", "released a laptop"),
            entry("grant.expire", "ended a grant"),
            entry("grant.give-up", "gave up a grant"),
            entry("grant.revoke", "revoked"),
            entry("hold.end", "ended a legal hold"),
            entry("hold.set", "set a legal hold"),
            entry("login", "logged in"),
            entry("login.failed", "failed to log in"),
            entry("login.limited", "tried too often"),
            entry("logout", "logged out"),
            entry("request.answer", "answered"),
            entry("request.approve", "approved"),
            entry("request.approve-first", "approved, as the first of two"),
            entry("request.ask", "asked back"),
            entry("request.expire", "ended a request"),
            entry("request.list", "read the queue"),
            entry("request.open", "opened the request"),
            entry("request.refuse", "refused"),
            entry("retention.drop", "dropped evidence"),
            entry("retention.set", "set how long evidence is kept"),
            entry("rollout.change", "changed the rollout"),
            entry("rollout.group", "made a group"),
            entry("script.activity", "read calls"),
            entry("script.devices", "read laptops"),
            entry("script.grants", "read grants"),
            entry("script.requests", "read requests"),
            entry("token.issue", "issued a token"),
            entry("token.revoke", "revoked a token"),
            entry("webhook.given-up", "gave up a web hook"));

    private Words() {}

    /// How long ago or how long from now; the date once that says more.
    public static String when(Instant at, Instant now) {
        var age = Duration.between(at, now);
        if (age.abs().compareTo(Duration.ofDays(2)) >= 0) {
            return DAY.format(at);
        }
        if (age.isNegative()) {
            return "in " + length(age.negated());
        }
        if (age.compareTo(Duration.ofMinutes(1)) < 0) {
            return "just now";
        }
        return (age.compareTo(Duration.ofHours(1)) < 0 ? length(age) : age.toHours() + " h") + " ago";
    }

    public static String exact(Instant at) {
        return EXACT.format(at);
    }

    /// One unit that says enough: `45 s`, `20 min`, `3 h`, `5 days`.
    public static String length(Duration length) {
        if (length.compareTo(Duration.ofMinutes(1)) < 0) {
            return length.toSeconds() + " s";
        }
        if (length.compareTo(Duration.ofHours(1)) < 0) {
            return length.toMinutes() + " min";
        }
        if (length.compareTo(Duration.ofDays(2)) < 0) {
            return length.toHours() + (length.toMinutesPart() == 0 ? " h" : " h " + length.toMinutesPart() + " min");
        }
        return length.toDays() + " days";
    }

    /// `1 call`, `2 calls`, `12,345 calls`.
    public static String count(long many, String one, String more) {
        return String.format(Locale.UK, "%,d", many) + " " + (many == 1 ? one : more);
    }

    /// How many calls are asked for.
    public static String uses(OptionalLong uses) {
        return uses.isPresent() ? count(uses.getAsLong(), "call", "calls") : "any number of calls";
    }

    /// One line of a text that may be long.
    public static String line(String text) {
        return Shown.line(text, LONGEST_LINE);
    }

    /// What a grant of it lets through.
    public static String scope(Scope scope) {
        return switch (scope) {
            case Scope.ExactCall _ -> "Exactly this call, in this directory";
            case Scope.Command(var argv, var wrappers) ->
                "Commands that begin with " + String.join(" ", argv)
                        + (wrappers.isEmpty() ? "" : ", also through " + String.join(", ", wrappers));
            case Scope.Below(var path) -> path + " and everything below it";
            case Scope.Host(var host) -> "The host " + host + ", on any port";
        };
    }

    public static String reach(Grant.Reach reach) {
        return reach.agent() + " in " + reach.workspace()
                + (reach.session().isPresent() ? ", in the session of the call" : ", in every session");
    }

    /// What a code of the console's log means; an unknown one speaks for itself.
    public static String act(String code) {
        return ACTS.getOrDefault(code, code);
    }

    /// How often a grant was used, as far as the laptop has told.
    public static String uses(Given given) {
        var most = given.grant().maxUses();
        return number(given.uses())
                + (most.isPresent() ? " of " + number(most.getAsLong()) : "")
                + (given.uses() == 1 && most.isEmpty() ? " time" : " times");
    }

    /// What a code for a place in an audit that is not as the others means.
    public static String mark(String code) {
        return switch (code) {
            case "gap", "after-gap" -> "after a gap";
            case "broken-chain" -> "chain broken";
            case "numbers" -> "numbers off";
            case "rewritten" -> "rewritten";
            case "unreadable" -> "unreadable";
            case "filed-otherwise" -> "filed otherwise";
            case "late" -> "came late";
            case "altered" -> "altered in the console";
            case "other-person" -> "another person's";
            default -> code;
        };
    }

    public static String roleSentence(Role role) {
        return switch (role) {
            case REVIEWER -> "Reviewer: decides requests and takes grants back";
            case AUDITOR -> "Auditor: reads everything";
            case ADMINISTRATOR -> "Administrator: enrols laptops, looks after people";
        };
    }

    /// The beginning of an id that is longer than people compare.
    public static String shortId(String id) {
        return id.length() > 24 ? id.substring(0, 12) + "…" : id;
    }

    public static String number(long many) {
        return String.format(Locale.UK, "%,d", many);
    }

    public static String roles(Collection<Role> roles) {
        return roles.isEmpty()
                ? "no role"
                : roles.stream().sorted().map(Words::role).collect(Collectors.joining(", "));
    }

    public static String role(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}

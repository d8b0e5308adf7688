package io.gatehouse.console.pages;

import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Role;
import io.gatehouse.console.access.ScriptToken;
import io.gatehouse.console.access.ScriptTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tokens by which scripts read, for administrators.
public final class TokenPages {
    private static final int LONGEST_NAME = 100;
    private static final List<Choice> TIMES =
            List.of(new Choice("30", "30 days"), new Choice("90", "90 days"), new Choice("366", "a year"));

    private final ScriptTokens tokens;
    private final ConsoleLog log;

    TokenPages(ScriptTokens tokens, ConsoleLog log) {
        this.tokens = tokens;
        this.log = log;
    }

    /// @param issued the token that was made just now, to be shown this once
    /// @param name as it was typed
    public record Listed(
            Frame frame,
            List<ScriptToken> tokens,
            @Nullable String issued,
            String name,
            List<Choice> times,
            Instant now) {
        public String reads(ScriptToken token) {
            return token.role() == Role.AUDITOR ? "reads as an auditor" : "reads the laptops alone";
        }

        public String end(ScriptToken token) {
            return token.revokedAt().isPresent() ? "Revoked" : "Over";
        }
    }

    Answer answer(Visit visit) {
        if (visit.path().size() > 3) {
            throw Trouble.missing();
        }
        return switch (visit.part(2)) {
            case "" -> visit.isPost() ? issue(visit) : page(visit, 200, null, Optional.empty());
            case "revoke" -> revoke(visit);
            default -> throw Trouble.missing();
        };
    }

    private Answer page(Visit visit, int status, @Nullable String issued, Optional<Said> said) {
        return new Answer.Page(
                status,
                "tokens",
                Map.of(
                        "page",
                        new Listed(
                                visit.frame("Tokens for scripts", Section.PEOPLE, said),
                                tokens.list(),
                                issued,
                                issued == null ? visit.said("name") : "",
                                TIMES,
                                visit.now())));
    }

    private Answer issue(Visit visit) {
        var name = visit.said("name");
        var role = ScriptTokens.ROLES.stream()
                .filter(known -> known.name().equals(visit.said("role")))
                .findFirst();
        var days = TIMES.stream()
                .filter(time -> time.value().equals(visit.said("days")))
                .findFirst();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return page(visit, 422, null, Optional.of(Said.bad("Say in up to 100 characters what the token is for.")));
        }
        if (role.isEmpty() || days.isEmpty()) {
            return page(visit, 422, null, Optional.of(Said.bad("Choose what it reads, and for how long.")));
        }
        var time = Duration.ofDays(Long.parseLong(days.get().value()));
        var token = tokens.issue(name, role.get(), time, visit.reviewer().name());
        log.append(
                visit.reviewer().name(),
                "token.issue",
                "",
                "Issued the token " + name + " for " + days.get().words() + ", with the role " + Words.role(role.get())
                        + ".");
        return page(visit, 200, token, Optional.empty());
    }

    private Answer revoke(Visit visit) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        var revoked = tokens.revoke(visit.said("id"));
        if (revoked.isEmpty()) {
            return page(visit, 409, null, Optional.of(Said.bad("That token is over already.")));
        }
        log.append(
                visit.reviewer().name(),
                "token.revoke",
                "",
                "Revoked the token " + revoked.get().name() + ".");
        return new Answer.Go(Told.TOKEN_REVOKED.at("/people/tokens"));
    }
}

package io.gatehouse.ui.window;

import io.gatehouse.audit.Preview;
import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.enforcement.ScopeChoice.Kind;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.local.ExceptionDraft;
import io.gatehouse.local.ExceptionDraft.Choice;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.local.KeptRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Fixed exception requests, and what can be asked for about a denied push.
final class SampleRequests {
    private static final Scope PUSH = new Scope.Command(List.of("git", "push", "--force"), List.of());

    private SampleRequests() {}

    static ExceptionDraft draft(String enforcement) {
        return new ExceptionDraft(
                enforcement,
                Sample.NOON.minusSeconds(12),
                "git add -A && git push --force origin main",
                List.of(Sample.DESTRUCTIVE),
                Optional.empty(),
                true,
                List.of(
                        choice(Kind.EXACT, new Scope.ExactCall("k"), "Exactly this call", 1, 2),
                        choice(Kind.COMMAND, PUSH, "Commands that begin with git push --force", 2, 5),
                        new Choice(
                                new ScopeChoice(
                                        Kind.HOST,
                                        Optional.empty(),
                                        "A host",
                                        "This call names no host that is denied."),
                                Optional.empty(),
                                Optional.empty())));
    }

    static ExceptionDraft hard(String enforcement) {
        return new ExceptionDraft(
                enforcement,
                Sample.NOON.minusSeconds(540),
                Sample.HOME + "/.ssh/id_ed25519",
                List.of(Sample.SECRET),
                Optional.of("The rule file.secret cannot be waived: private keys never leave their owner."),
                true,
                List.of());
    }

    private static Choice choice(Kind kind, Scope scope, String words, int here, int everywhere) {
        return new Choice(
                new ScopeChoice(kind, Optional.of(scope), words, ""),
                Optional.of(new Preview(here, List.of(), 41, true)),
                Optional.of(new Preview(everywhere, List.of(), 41, true)));
    }

    /// As the daemon keeps what was asked for.
    static KeptRequest filed(ExceptionWish wish) {
        return kept(
                "r-new",
                0,
                State.WAITING,
                wish.filer(),
                wish.justification(),
                wish.wished(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static List<KeptRequest> all() {
        return List.of(
                of("r-7", 2, State.UNCONFIRMED, Filer.AGENT, ""),
                of("r-6", 6, State.WAITING, Filer.PERSON, ""),
                granted(),
                of("r-4", 95, State.REFUSED, Filer.PERSON, "Main is protected for a reason: open a pull request."),
                of("r-3", 180, State.USED_UP, Filer.PERSON, ""),
                of("r-2", 300, State.REVOKED, Filer.PERSON, "The incident is over."),
                of("r-1", 2_000, State.EXPIRED, Filer.PERSON, ""));
    }

    static KeptRequest granted() {
        return kept(
                "r-5",
                30,
                State.GRANTED,
                Filer.PERSON,
                "The rebase of the release branch was agreed with the team.",
                Duration.ofHours(4),
                Optional.of(new Word(
                        "Sam Okafor",
                        Sample.NOON.minusSeconds(1_500),
                        "Shortened to one hour. Push to release/24 only.")),
                Optional.of(Sample.NOON.plusSeconds(2_100)),
                Optional.empty());
    }

    static KeptRequest answered() {
        var asked = asked();
        return new KeptRequest(
                asked.request(),
                asked.sent(),
                asked.connected(),
                asked.grant(),
                asked.until(),
                asked.maxUses(),
                asked.question(),
                Optional.of("My own, nobody else works on it."));
    }

    static KeptRequest asked() {
        return kept(
                "r-8",
                4,
                State.SEEN,
                Filer.PERSON,
                "Needed for the release.",
                Duration.ofHours(1),
                Optional.empty(),
                Optional.empty(),
                Optional.of("Which branch will be pushed?"));
    }

    static KeptRequest of(String id, long minutesAgo, State state, Filer filer, String sentence) {
        var word = sentence.isEmpty()
                ? Optional.<Word>empty()
                : Optional.of(new Word("Sam Okafor", Sample.NOON.minusSeconds(60), sentence));
        return kept(
                id,
                minutesAgo,
                state,
                filer,
                "Needed for the release.",
                Duration.ofHours(1),
                word,
                Optional.empty(),
                Optional.empty());
    }

    static KeptRequest in(KeptRequest kept, State state) {
        var request = kept.request();
        return of(request.id(), 1, state, request.filer(), "");
    }

    private static KeptRequest kept(
            String id,
            long minutesAgo,
            State state,
            Filer filer,
            String why,
            Duration wished,
            Optional<Word> word,
            Optional<Instant> until,
            Optional<String> question) {
        var request = new ExceptionRequest(
                id,
                Sample.NOON.minus(Duration.ofMinutes(minutesAgo)),
                filer,
                Sample.id(20),
                "git add -A && git push --force origin main",
                List.of(Sample.DESTRUCTIVE),
                PUSH,
                new Reach("claude-code", Sample.SHOP, Optional.of("b51f0c1e")),
                wished,
                OptionalLong.of(1),
                why,
                "SHOP-1204",
                state,
                word);
        boolean sent = state != State.UNCONFIRMED;
        return new KeptRequest(
                request,
                sent,
                true,
                until.map(_ -> "g-1"),
                until,
                until.isPresent() ? OptionalLong.of(1) : OptionalLong.empty(),
                question,
                Optional.empty());
    }
}

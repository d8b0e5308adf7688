package io.gatehouse.local;

import io.gatehouse.audit.Preview;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.local.ExceptionDraft.Choice;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Knows one request and one denied call, and remembers what was asked of it.
final class FakeRequests {
    static final Rule RULE =
            new Rule("command.publish", "command", "Releases are signed.", "Ask.", true, Severity.HIGH);
    static final Scope SCOPE = new Scope.Command(List.of("npm", "publish"), List.of());
    static final KeptRequest KEPT = kept(State.WAITING);
    static final ExceptionDraft DRAFT = new ExceptionDraft(
            "id1",
            TestDaemon.NOON,
            "npm publish \u202e",
            List.of(RULE),
            Optional.empty(),
            true,
            List.of(
                    new Choice(
                            new ScopeChoice(ScopeChoice.Kind.COMMAND, Optional.of(SCOPE), "npm publish", ""),
                            Optional.of(new Preview(0, List.of(), 3, true)),
                            Optional.of(new Preview(
                                    1, List.of(new Preview.Denial("id0", TestDaemon.NOON, "npm publish")), 3, true))),
                    new Choice(
                            new ScopeChoice(ScopeChoice.Kind.EXACT, Optional.empty(), "this", "No key."),
                            Optional.empty(),
                            Optional.empty())));

    final Feed<KeptRequest> changes = new Feed<>();
    final List<Object> asked = new ArrayList<>();
    volatile Optional<String> refusal = Optional.empty();

    static KeptRequest kept(State state) {
        return new KeptRequest(
                new ExceptionRequest(
                        "R-1",
                        TestDaemon.NOON,
                        Filer.PERSON,
                        "id1",
                        "npm publish",
                        List.of(RULE),
                        SCOPE,
                        new Reach("claude-code", "/w", Optional.of("s")),
                        Duration.ofHours(1),
                        OptionalLong.of(1),
                        "Release day.",
                        "",
                        state,
                        Optional.of(new ExceptionRequest.Word("rita", TestDaemon.NOON, "Fine."))),
                true,
                true,
                Optional.of("G-1"),
                Optional.of(TestDaemon.NOON),
                OptionalLong.of(2),
                Optional.of("Which?"),
                Optional.of("This one."));
    }

    Requests source() {
        return new Requests(
                () -> List.of(KEPT),
                id -> Optional.of(KEPT).filter(_ -> id.equals("R-1")),
                id -> Optional.of(DRAFT).filter(_ -> id.equals("id1")),
                wish -> answer(wish, State.WAITING),
                id -> answer("withdraw " + id, State.WITHDRAWN),
                id -> answer("confirm " + id, State.WAITING),
                (id, words) -> answer("answer " + id + " " + words, State.SEEN),
                changes);
    }

    private KeptRequest answer(Object question, State state) {
        asked.add(question);
        refusal.ifPresent(why -> {
            throw new LocalApi.Refused(why);
        });
        return kept(state);
    }
}

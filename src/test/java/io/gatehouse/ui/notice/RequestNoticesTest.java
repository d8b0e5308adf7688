package io.gatehouse.ui.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.ui.Icon;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestNoticesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Word WORD = new Word("rita", NOW, "For the release.\nNot more.");

    private String shown = "git push --force";
    private Filer filer = Filer.PERSON;
    private boolean sent = true;
    private Optional<Word> word = Optional.of(WORD);
    private Optional<Instant> until = Optional.of(NOW.plusSeconds(2_400));
    private OptionalLong maxUses = OptionalLong.empty();
    private Optional<String> question = Optional.empty();
    private Optional<String> answer = Optional.empty();

    private Optional<Notice> of(State state) {
        var request = new ExceptionRequest(
                "R-1",
                NOW,
                filer,
                "e1",
                shown,
                List.of(new Rule("a", "command", "Because.", "Ask.", true, Severity.HIGH)),
                new Scope.ExactCall("key"),
                new Reach("claude-code", "/shop", Optional.of("s1")),
                Duration.ofHours(1),
                OptionalLong.of(1),
                "The release is due.",
                "",
                state,
                word);
        return RequestNotices.of(
                new KeptRequest(request, sent, true, Optional.of("G-1"), until, maxUses, question, answer),
                NOW,
                ZoneOffset.UTC);
    }

    private static Optional<Notice> notice(Icon.Name icon, String title, String... lines) {
        return Optional.of(new Notice(
                "request/R-1", icon, title, List.of(lines), Notice.Urgency.NORMAL, false, Optional.of("e1")));
    }

    @Test
    void anAgentsRequestWaitsForThePerson() {
        assertEquals(
                notice(
                        Icon.Name.OBSERVING,
                        "An agent asks for: git push --force",
                        "It says: The release is due.",
                        "Confirm it: gatehouse exceptions confirm R-1"),
                of(State.UNCONFIRMED));
    }

    @Test
    void aGrantSaysUntilWhenAndHowOften() {
        maxUses = OptionalLong.of(1);
        assertEquals(
                notice(
                        Icon.Name.ENFORCING,
                        "Exception granted: git push --force",
                        "Until 12:40, for one call",
                        "rita: For the release.",
                        "Not more."),
                of(State.GRANTED));
        maxUses = OptionalLong.of(3);
        assertEquals(
                "Until 12:40, for 3 calls",
                of(State.GRANTED).orElseThrow().body().getFirst());
        maxUses = OptionalLong.empty();
        assertEquals("Until 12:40", of(State.GRANTED).orElseThrow().body().getFirst());
    }

    @Test
    void aRefusalSaysWhy() {
        word = Optional.of(new Word("rita", NOW, "Use a branch."));
        assertEquals(
                notice(
                        Icon.Name.DENIED,
                        "Exception refused: git push --force",
                        "rita: Use a branch.",
                        "For details: gatehouse exceptions show R-1"),
                of(State.REFUSED));
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"WAITING", "SEEN"})
    void aQuestionIsToldAndNothingElseWhileItWaits(State state) {
        assertEquals(Optional.empty(), of(state));
        question = Optional.of("Which branch?");
        assertEquals(
                notice(
                        Icon.Name.OBSERVING,
                        "Your security team asks back: git push --force",
                        "Which branch?",
                        "For details: gatehouse exceptions show R-1"),
                of(state));
        answer = Optional.of("main");
        assertEquals(Optional.empty(), of(state));
    }

    @Test
    void eachEndIsTold() {
        word = Optional.empty();
        assertEquals(notice(Icon.Name.DENIED, "Exception over: git push --force"), of(State.EXPIRED));
        assertEquals(notice(Icon.Name.DENIED, "Exception taken back: git push --force"), of(State.REVOKED));
        assertEquals(notice(Icon.Name.DENIED, "Exception used up: git push --force"), of(State.USED_UP));
        word = Optional.of(new Word("rita", NOW, " "));
        assertEquals(notice(Icon.Name.DENIED, "Exception taken back: git push --force", "rita"), of(State.REVOKED));
    }

    @Test
    void whatThePersonDidOrNeverConfirmedIsNoNews() {
        assertEquals(Optional.empty(), of(State.WITHDRAWN));
        filer = Filer.AGENT;
        sent = false;
        assertEquals(Optional.empty(), of(State.EXPIRED));
    }

    @Test
    void nothingIsHiddenAndNothingIsTooLong() {
        shown = "x".repeat(200) + "\u202e";
        word = Optional.of(new Word("rita", NOW, "a\u202eb" + "y".repeat(500)));
        var notice = of(State.REFUSED).orElseThrow();
        assertEquals(Notice.LONGEST_TITLE, notice.title().length());
        assertTrue(
                notice.body().getFirst().startsWith("rita: a\\u{202e}b"),
                notice.body().getFirst());
        assertEquals(240, notice.body().getFirst().length());
    }
}

package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Marked;
import io.gatehouse.local.Privacy;
import io.gatehouse.local.Privacy.Amount;
import io.gatehouse.ui.window.PrivacyModel.State;
import io.gatehouse.ui.window.WindowModel.Page;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrivacyModelTest {
    private final Daemon daemon = new Daemon(Sample.morning());
    private final PrivacyModel privacy = daemon.model.privacy();

    private void open() {
        daemon.connect(Sample.status());
        daemon.model.go(Page.PRIVACY);
    }

    @Test
    void nothingIsAskedBeforeThePageIsOpened() {
        daemon.connect(Sample.status());
        assertEquals(State.LOADING, privacy.state().get());
        open();
        assertEquals(State.READY, privacy.state().get());
        assertEquals(Optional.of(SampleInsight.privacy()), privacy.privacy().get());
        assertEquals(16, privacy.rows().size());
    }

    @Test
    void aChosenCallIsAskedForAndFollowed() {
        open();
        var row = privacy.rows().getFirst();
        privacy.select(row);
        assertEquals(
                Optional.of(SampleInsight.ofCall(row.id())),
                privacy.chosen().get().orElseThrow().told());
        daemon.told.ofCall = id -> Optional.of(SampleInsight.here(id));
        privacy.reload();
        assertEquals(
                Optional.of(SampleInsight.here(row.id())),
                privacy.chosen().get().orElseThrow().told());
        privacy.showOverview();
        assertEquals(Optional.empty(), privacy.chosen().get());
    }

    @Test
    void anAnswerThatComesTooLateIsNotShownForAnotherCall() {
        open();
        daemon.hold = true;
        privacy.select(privacy.rows().getFirst());
        privacy.select(privacy.rows().get(1));
        daemon.answer();
        assertEquals(
                privacy.rows().get(1).id(),
                privacy.chosen().get().orElseThrow().told().orElseThrow().id());
    }

    @Test
    void aDaemonThatCannotTellIsSaidAndWhatWasKnownStays() {
        daemon.connect(Sample.status());
        daemon.refusal = "The disk is full.";
        daemon.model.go(Page.PRIVACY);
        assertEquals(State.FAILED, privacy.state().get());
        assertEquals("The disk is full.", privacy.failure().get());
        daemon.refusal = "";
        privacy.reload();
        daemon.refusal = "The disk is full.";
        privacy.reload();
        assertEquals(State.READY, privacy.state().get());
        assertEquals("The disk is full.", privacy.failure().get());
    }

    @Test
    void whereNothingLeavesItIsSaid() {
        var cards = PrivacyCard.of(SampleInsight.alone(), Optional.of(Sample.status()), Sample.NOON);
        assertEquals(
                List.of("To no policy engine", "To no console", "What never leaves"),
                cards.stream().map(PrivacyCard::title).toList());
        assertTrue(cards.get(1).words().contains("No record of a call leaves it"));
    }

    @Test
    void eachReceiverIsNamedWithHowMuchItGot() {
        var cards = PrivacyCard.of(SampleInsight.privacy(), Optional.of(Sample.status()), Sample.NOON);
        assertEquals("https://pdp.example.com", cards.getFirst().address());
        assertEquals(
                "4,812 times, 11 MB in all, last 3 min ago",
                cards.getFirst().facts().getFirst().value());
        assertEquals("X-Api-Key: ***", cards.getFirst().facts().getLast().value());
        assertEquals("4,790 there, 2 wait", cards.get(1).facts().getFirst().value());
        assertTrue(cards.get(1).report().isPresent());
        assertEquals("https://otel.example.com", cards.get(3).address());
        assertTrue(cards.get(3).words().contains("goes to https://otel.example.com, as before"));
        assertEquals("none waits, 2 were lost", cards.get(3).facts().getLast().value());
    }

    @Test
    void whoGotSomethingBeforeIsNamedToo() {
        var cards = PrivacyCard.of(
                new Privacy(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new Privacy.Earlier("https://old\u202e", SampleInsight.amount(2, 640)))),
                Optional.empty(),
                Sample.NOON);
        var fact = cards.getLast().facts().getFirst();
        assertEquals("https://old\\u{202e}", fact.name());
        assertEquals("2 times, 640 bytes in all, last 3 min ago", fact.value());
    }

    @Test
    void amountsAreSaidInWords() {
        assertEquals("nothing yet", Amounts.sent(Amount.NOTHING, Sample.NOON));
        assertEquals("1 byte", Amounts.bytes(1));
        assertEquals("999 bytes", Amounts.bytes(999));
        assertEquals("1.0 kB", Amounts.bytes(1_000));
        assertEquals("36 MB", Amounts.bytes(36_400_000));
        assertEquals("2.1 GB", Amounts.bytes(2_100_000_000L));
    }

    @Test
    void maskedPartsAreMarkedAndTheRestCannotHideAnything() {
        assertEquals(
                List.of(
                        new Marked.Part("a\\u{202e} ", false),
                        new Marked.Part("***", true),
                        new Marked.Part(" b", false)),
                PieceView.parts(SampleInsight.masked("a\u202e *** b")));
    }

    @Test
    void ofAHugePieceTheBeginningIsShown() {
        var parts = PieceView.parts(SampleInsight.masked("x".repeat(30_000)));
        assertEquals(20_000, parts.getFirst().text().length());
        assertTrue(
                parts.getLast().text().contains("10,000 more characters"),
                parts.getLast().text());
        assertFalse(parts.getLast().offending());
    }
}

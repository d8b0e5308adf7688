package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.local.Status.Connection;
import io.gatehouse.local.Vitals;
import io.gatehouse.ui.window.Overview.Tone;
import io.gatehouse.ui.window.WindowModel.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusModelTest {
    private final Daemon daemon = new Daemon(Sample.morning());
    private final StatusModel status = daemon.model.status();

    @TempDir
    Path dir;

    private void open() {
        daemon.connect(Sample.status());
        daemon.model.go(Page.STATUS);
    }

    @Test
    void numbersAreAskedForWhenThePageIsOpenedAndNotAgainWhileTheyAreFresh() {
        daemon.connect(Sample.status());
        assertEquals(Optional.empty(), status.vitals().get());
        open();
        assertEquals(Optional.of(SampleInsight.vitals()), status.vitals().get());
        daemon.told.vitals = SampleInsight.unused();
        status.refresh(Sample.NOON.plusSeconds(29));
        assertEquals(Optional.of(SampleInsight.vitals()), status.vitals().get());
        status.refresh(Sample.NOON.plusSeconds(31));
        assertEquals(Optional.of(SampleInsight.unused()), status.vitals().get());
    }

    @Test
    void aDaemonThatCannotTellIsSaidAndAskedAgain() {
        daemon.connect(Sample.status());
        daemon.refusal = "The disk is full.";
        daemon.model.go(Page.STATUS);
        assertEquals("The disk is full.", status.failure().get());
        daemon.refusal = "";
        status.refresh(Sample.NOON);
        assertEquals("", status.failure().get());
        assertTrue(status.vitals().get().isPresent());
    }

    @Test
    void theBundleIsCopiedAndSaved() throws IOException {
        open();
        var copied = new ArrayList<String>();
        status.copy(copied::add);
        assertEquals(List.of(daemon.told.diagnostics), copied);
        assertEquals("Copied. Read it before you pass it on.", status.said().get());
        var file = dir.resolve("bundle.txt");
        status.save(file);
        assertEquals(daemon.told.diagnostics, Files.readString(file));
        assertEquals(
                "Saved to " + file + ". Read it before you pass it on.",
                status.said().get());
        status.save(dir.resolve("not/there.txt"));
        assertEquals(
                dir.resolve("not/there.txt") + " cannot be written. Choose another place.",
                status.said().get());
        daemon.refusal = "Gone.";
        status.copy(copied::add);
        assertEquals("Gone.", status.said().get());
    }

    @Test
    void eachThatItDependsOnHasAWordAndATone() {
        var cards = StatusCard.of(Sample.status(), Optional.of(SampleInsight.vitals()), Sample.NOON);
        assertEquals(
                List.of("Connected GOOD", "Not enrolled OFF", "None OFF"),
                cards.stream().map(card -> card.word() + " " + card.tone()).toList());
        assertTrue(cards.getFirst().facts().stream()
                .anyMatch(
                        fact -> fact.name().equals("Answers in") && fact.value().equals("14 ms")));
        for (var connection : Connection.values()) {
            var pdp = StatusCard.of(
                            Sample.status(
                                    io.gatehouse.enforcement.Mode.ENFORCE,
                                    Sample.pdp(connection, ""),
                                    io.gatehouse.local.Status.Protection.USER,
                                    List.of()),
                            Optional.empty(),
                            Sample.NOON)
                    .getFirst();
            assertEquals(
                    switch (connection) {
                        case CONNECTED, BUILT_IN -> Tone.GOOD;
                        case NOT_ASKED -> Tone.OFF;
                        case UNREACHABLE -> Tone.WATCH;
                        case NOT_CONFIGURED, REFUSING, BROKEN -> Tone.BAD;
                    },
                    pdp.tone());
        }
    }

    private static Vitals.Bar bar(int minutes, long denied, long wouldDeny, long median, long p99) {
        return new Vitals.Bar(Sample.NOON.plusSeconds(minutes * 60L), 3, denied, wouldDeny, median, p99);
    }

    @Test
    void aChartOfDenialsTellsWhatItShowsInASentence() {
        var chart = Chart.denials(List.of(bar(0, 0, 0, 1, 1), bar(60, 4, 2, 1, 1), bar(120, 1, 0, 1, 1)), false);
        assertEquals(6, chart.most());
        var at = Words.clock(Sample.NOON.plusSeconds(3_600), java.time.ZoneId.systemDefault());
        assertEquals("7 in all, at most 6 (" + at + ")", chart.spoken());
        assertEquals(
                new Chart.Bar(at, 4, 6, at + ": 4 denied, 2 would be denied, of 9 calls"),
                chart.bars().get(1));
    }

    @Test
    void aChartOfTimesTellsMedianAndTheSlowestOfAHundred() {
        var chart = Chart.times(List.of(bar(0, 0, 0, 1_200, 9_000), bar(60, 0, 0, 2_000, 4_000)), false);
        assertEquals(9_000, chart.most());
        assertEquals("9.0 ms", chart.top());
        assertTrue(chart.spoken().startsWith("Median of the last bar 2.0 ms; 99 of 100 calls took at most 9.0 ms"));
    }

    @Test
    void anEmptyChartSaysSo() {
        assertEquals(
                "No call was denied",
                Chart.denials(SampleInsight.unused().days(), true).spoken());
        assertEquals(0, Chart.times(List.of(), true).most());
    }
}

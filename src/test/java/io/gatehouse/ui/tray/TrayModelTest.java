package io.gatehouse.ui.tray;

import static io.gatehouse.enforcement.Mode.BREAK_GLASS;
import static io.gatehouse.enforcement.Mode.ENFORCE;
import static io.gatehouse.enforcement.Mode.OBSERVE;
import static io.gatehouse.local.Status.Connection.BROKEN;
import static io.gatehouse.local.Status.Connection.BUILT_IN;
import static io.gatehouse.local.Status.Connection.CONNECTED;
import static io.gatehouse.local.Status.Connection.NOT_ASKED;
import static io.gatehouse.local.Status.Connection.NOT_CONFIGURED;
import static io.gatehouse.local.Status.Connection.REFUSING;
import static io.gatehouse.local.Status.Connection.UNREACHABLE;
import static io.gatehouse.ui.Records.FORCE;
import static io.gatehouse.ui.Records.NOON;
import static io.gatehouse.ui.Records.RESERVE;
import static io.gatehouse.ui.Records.denyBy;
import static io.gatehouse.ui.Records.record;
import static io.gatehouse.ui.Records.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.Landing;
import io.gatehouse.local.Status;
import io.gatehouse.ui.Records;
import io.gatehouse.ui.notice.Snooze;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrayModelTest {
    private static final TrayItem SNOOZE = new TrayItem.Menu(
            "Snooze notices",
            List.of(
                    new TrayItem.Command("For 15 minutes", new TrayItem.Act.BeginSnooze(Snooze.Length.QUARTER_HOUR)),
                    new TrayItem.Command("For 1 hour", new TrayItem.Act.BeginSnooze(Snooze.Length.HOUR)),
                    new TrayItem.Command(
                            "Until tomorrow, 08:00", new TrayItem.Act.BeginSnooze(Snooze.Length.TOMORROW))));

    @Test
    void enforcesWhileThePolicyEngineAnswersOrWasNotAskedYet() {
        assertEquals(TrayModel.State.ENFORCING, of(status(ENFORCE, CONNECTED)).state());
        assertEquals(TrayModel.State.ENFORCING, of(status(ENFORCE, NOT_ASKED)).state());
    }

    @Test
    void enforcesByThePoliciesThatShipWithGatehouse() {
        var model = of(status(ENFORCE, BUILT_IN));
        assertEquals(TrayModel.State.ENFORCING, model.state());
        assertEquals(List.of("3 calls denied today"), model.details());
    }

    @Test
    void saysByWhichPoliciesItDecidesWhileThePolicyEngineIsAway() {
        var model = of(status(ENFORCE, UNREACHABLE));
        assertEquals(TrayModel.State.OFFLINE, model.state());
        assertEquals("Gatehouse decides offline", model.headline());
        assertEquals(List.of("By the policies confirmed 12:00", "3 calls denied today"), model.details());
    }

    @Test
    void saysTheDayOfPoliciesThatWereNotConfirmedToday() {
        assertEquals(
                "By the policies confirmed 23 Nov, 12:00",
                TrayModel.of(status(ENFORCE, UNREACHABLE), List.of(), NOON.plus(Duration.ofDays(1)), ZoneOffset.UTC)
                        .details()
                        .getFirst());
    }

    @Test
    void observingIsNeverHiddenByAPolicyEngineThatIsUnreachable() {
        var model = of(status(OBSERVE, UNREACHABLE));
        assertEquals(TrayModel.State.OBSERVING, model.state());
        assertEquals("Gatehouse only observes", model.headline());
        assertEquals(
                List.of(
                        "By the policies confirmed 12:00",
                        "Rules are recorded, not enforced",
                        "2 calls would have been denied today"),
                model.details());
    }

    @Test
    void aBreakGlassIsLoud() {
        var model = of(status(BREAK_GLASS, CONNECTED, "Break-glass until 16:00."));
        assertEquals(TrayModel.State.OBSERVING, model.state());
        assertEquals("BREAK-GLASS: Gatehouse only observes", model.headline());
        assertEquals("Break-glass until 16:00.", model.details().getFirst());
    }

    @Test
    void cannotDecideWhenThePolicyEngineIsAwayAndNothingElseDecides() {
        var model = of(status(ENFORCE, UNREACHABLE, Optional.empty(), true));
        assertEquals(TrayModel.State.CANNOT_DECIDE, model.state());
        assertEquals(
                "The policy engine cannot be reached, and nothing else decides",
                model.details().getFirst());
    }

    @Test
    void cannotDecideWhileNothingCanBeRecordedWhateverThePolicyEngineDoes() {
        var model = of(status(ENFORCE, CONNECTED, Optional.of(RESERVE), true, "The audit log is full."));
        assertEquals(TrayModel.State.CANNOT_DECIDE, model.state());
        assertEquals("The audit log is full.", model.details().getFirst());
    }

    @Test
    void cannotDecideWithoutAPolicyEngineThatAnswersThisLaptop() {
        for (var mode : List.of(ENFORCE, OBSERVE)) {
            for (var connection : List.of(NOT_CONFIGURED, REFUSING, BROKEN)) {
                assertEquals(
                        TrayModel.State.CANNOT_DECIDE,
                        of(status(mode, connection)).state());
            }
        }
    }

    @Test
    void saysThatItObservesEvenWhenItCannotDecide() {
        assertEquals(
                List.of(
                        "No policy engine is configured",
                        "Gatehouse only observes",
                        "2 calls would have been denied today"),
                of(status(OBSERVE, NOT_CONFIGURED)).details());
    }

    @Test
    void tellsTheMostSeriousProblemAndHowManyMoreThereAre() {
        var model = of(status(ENFORCE, NOT_CONFIGURED, "gatehouse.yaml:3: pdp.url is no URL", "port 7411", "disk"));
        assertEquals(
                List.of(
                        "gatehouse.yaml:3: pdp.url is no URL",
                        "2 more problems: open Gatehouse",
                        "3 calls denied today"),
                model.details());
    }

    @Test
    void menuOffersTheWindowAndSaysWhatQuitMeansBeforeItQuits() {
        assertEquals(
                List.of(
                        new TrayItem.Label("Gatehouse is enforcing"),
                        new TrayItem.Label("3 calls denied today"),
                        new TrayItem.Separator(),
                        new TrayItem.Command("Open Gatehouse", new TrayItem.Act.Open(Landing.ANYWHERE)),
                        SNOOZE,
                        new TrayItem.Separator(),
                        new TrayItem.Menu(
                                "Quit",
                                List.of(
                                        new TrayItem.Label("Agents are denied every call until Gatehouse runs again"),
                                        new TrayItem.Command("Quit anyway", new TrayItem.Act.Quit())))),
                of(status(ENFORCE, CONNECTED)).menu());
    }

    @Test
    void offersToSyncWhereThereIsAConsoleAndSaysSinceWhenItIsAway() {
        var away = of(enrolled(Status.Line.AWAY));
        assertEquals(
                List.of("3 calls denied today", "Not connected to the console since 12:00; 2 records wait"),
                away.details());
        assertTrue(away.menu().contains(new TrayItem.Command("Sync now", new TrayItem.Act.SyncNow())));
        assertEquals(
                List.of("3 calls denied today"),
                of(enrolled(Status.Line.CONNECTED)).details());
    }

    private static Status enrolled(Status.Line line) {
        return Records.with(
                status(ENFORCE, CONNECTED),
                new Status.ConsoleState("https://console", line, NOON, "", 2, 1, Optional.empty(), Optional.empty()));
    }

    @Test
    void anAgentThatDoesNotAskIsSeenUnlessSomethingMattersMore() {
        var exposed = of(Records.with(status(ENFORCE, CONNECTED), Status.Protection.UNPROTECTED));
        assertEquals(TrayModel.State.UNPROTECTED, exposed.state());
        assertEquals("An agent does not ask Gatehouse", exposed.headline());
        assertEquals(
                "Claude Code is not protected: open Gatehouse",
                exposed.details().getFirst());
        assertEquals(TrayModel.State.UNPROTECTED, state(ENFORCE, UNREACHABLE, Status.Protection.DAMAGED));
        assertEquals(TrayModel.State.OBSERVING, state(OBSERVE, CONNECTED, Status.Protection.UNPROTECTED));
        assertEquals(TrayModel.State.CANNOT_DECIDE, state(ENFORCE, BROKEN, Status.Protection.UNPROTECTED));
        for (var fine : List.of(Status.Protection.NOT_FOUND, Status.Protection.USER, Status.Protection.MANAGED)) {
            assertEquals(TrayModel.State.ENFORCING, state(ENFORCE, CONNECTED, fine));
        }
    }

    private static TrayModel.State state(Mode mode, Status.Connection connection, Status.Protection protection) {
        return of(Records.with(status(mode, connection), protection)).state();
    }

    @Test
    void whileSnoozedItSaysUntilWhenAndOffersToEndIt() {
        var until = Optional.of(NOON.plusSeconds(900));
        var model = of(Records.with(status(ENFORCE, CONNECTED), new Status.Notices(until, true)));
        assertEquals(TrayModel.State.ENFORCING, model.state());
        assertEquals(List.of("3 calls denied today", "No notices until 12:15"), model.details());
        assertTrue(model.menu().contains(new TrayItem.Command("Show notices again", new TrayItem.Act.EndSnooze())));
        assertFalse(model.menu().contains(SNOOZE));
    }

    @Test
    void offersNoSnoozeWhereSettingsForbidIt() {
        assertFalse(of(Records.with(status(ENFORCE, CONNECTED), new Status.Notices(Optional.empty(), false)))
                .menu()
                .contains(SNOOZE));
    }

    @Test
    void aClickOnADenialOpensTheWindowOnIt() {
        var menu = of(status(ENFORCE, CONNECTED), record("a1", "s", "git push --force", denyBy(FORCE)))
                .menu();
        assertEquals(new TrayItem.Label("Latest denials"), menu.get(3));
        assertEquals(
                new TrayItem.Command("12:00  git push --force", new TrayItem.Act.Open(Landing.on("a1"))), menu.get(4));
    }

    @Test
    void saysOfAnObservedDenialThatTheCallWentOn() {
        var observed = new Verdict.WouldDeny(denyBy(FORCE));
        assertEquals(
                List.of("12:00  git push --force (went on)"),
                denials(of(status(OBSERVE, CONNECTED), record("a1", "s", "git push --force", observed))));
    }

    @Test
    void listsAtMostFiveDenials() {
        var six = IntStream.range(0, 6)
                .mapToObj(i -> record("a" + i, "s", "rm -rf /" + i, denyBy(FORCE)))
                .toArray(AuditRecord[]::new);
        assertEquals(
                List.of(
                        "12:00  rm -rf /0",
                        "12:00  rm -rf /1",
                        "12:00  rm -rf /2",
                        "12:00  rm -rf /3",
                        "12:00  rm -rf /4"),
                denials(of(status(ENFORCE, CONNECTED), six)));
    }

    @Test
    void nobodyCanHidePartOfACallBehindInvisibleCharactersOrLength() {
        var hidden = "echo \u202Eok\n" + "x".repeat(100);
        var label = denials(of(status(ENFORCE, CONNECTED), record("a1", "s", hidden, denyBy(FORCE))))
                .getFirst();
        assertEquals("12:00  echo \\u{202e}ok " + "x".repeat(31) + "…", label);
    }

    @Test
    void namesACallThatCouldNotBeRead() {
        assertEquals(
                List.of("12:00  a call that could not be read"),
                denials(of(status(ENFORCE, CONNECTED), record("a1", "", "", denyBy()))));
    }

    private static TrayModel of(Status status, AuditRecord... denials) {
        return TrayModel.of(status, List.of(denials), NOON, ZoneOffset.UTC);
    }

    private static List<String> denials(TrayModel model) {
        return model.menu().stream()
                .filter(TrayItem.Command.class::isInstance)
                .map(TrayItem.Command.class::cast)
                .filter(command -> command.act() instanceof TrayItem.Act.Open(var landing)
                        && landing.enforcement().isPresent())
                .map(TrayItem.Command::text)
                .toList();
    }
}

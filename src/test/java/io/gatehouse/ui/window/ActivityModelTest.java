package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.policy.Action;
import io.gatehouse.ui.window.ActivityModel.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javafx.collections.ListChangeListener;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ActivityModelTest {
    private final Daemon daemon = new Daemon(List.of(call(3), Sample.push(2), call(1)));
    private final ActivityModel model = daemon.model.activity();

    @Test
    void listsTheNewestFirstAndSelectsIt() {
        model.reload();
        assertEquals(List.of(3, 2, 1), shown());
        assertEquals(State.ROWS, model.state().get());
        assertEquals(Optional.of(Sample.id(3)), selected());
        assertEquals(Sample.id(3), model.details().get().orElseThrow().id());
    }

    @Test
    void saysThatNothingWasEverDecided() {
        daemon.log.clear();
        model.reload();
        assertEquals(State.EMPTY, model.state().get());
    }

    @Test
    void putsABatchOnTopAsOneChangeAndKeepsTheSelection() {
        model.reload();
        var changes = new ArrayList<Integer>();
        model.rows().addListener((ListChangeListener<Row>) change -> changes.add(1));
        add(List.of(call(4), call(5), call(6)));
        assertEquals(List.of(6, 5, 4, 3, 2, 1), shown());
        assertEquals(1, changes.size());
        assertEquals(Optional.of(Sample.id(3)), selected());
        assertEquals(3, model.selectedIndex());
    }

    @Test
    void takesAnOutcomeIntoItsRowAndTheDetails() {
        model.reload();
        daemon.log.set(0, Sample.ran(call(3), false, 40));
        add(List.of(daemon.log.getFirst()));
        assertEquals(List.of(3, 2, 1), shown());
        assertTrue(model.details().get().orElseThrow().copy().contains("Ran in 40 ms"));
    }

    @Test
    void takesACallAndItsOutcomeInOneBatchAsOneRow() {
        model.reload();
        add(List.of(call(4), Sample.ran(call(4), false, 40)));
        assertEquals(List.of(4, 3, 2, 1), shown());
        assertTrue(model.rows().getFirst().head().outcome().isPresent());
    }

    @Test
    void passesOverTheOutcomeOfACallFromAnOlderPage() {
        model.reload();
        add(List.of(Sample.ran(call(0), false, 40)));
        assertEquals(List.of(3, 2, 1), shown());
    }

    @Test
    void asksForOlderRowsUntilAllAreThere() {
        daemon.log.clear();
        daemon.log.addAll(calls(190));
        model.reload();
        assertEquals(40, model.rows().size());
        model.more();
        model.more();
        assertEquals(190, model.rows().size());
        model.more();
        model.more();
        assertEquals(190, model.rows().size());
        assertEquals(3, daemon.asked.size());
    }

    @Test
    void keepsNoMoreRowsThanItMay() {
        model.reload();
        add(calls(ActivityModel.CAPACITY + 10));
        assertEquals(ActivityModel.CAPACITY, model.rows().size());
        assertEquals(
                Sample.id(ActivityModel.CAPACITY + 10), model.rows().getFirst().id());
    }

    @Test
    void loadsAnewAfterAGapWithoutEmptyingTheList() {
        model.reload();
        daemon.log.addFirst(call(4));
        daemon.hold = true;
        model.reload();
        assertEquals(List.of(3, 2, 1), shown());
        daemon.answer();
        assertEquals(List.of(4, 3, 2, 1), shown());
        assertEquals(Optional.of(Sample.id(3)), selected());
    }

    @Test
    void saysWhyTheListCannotBeReadAndRecovers() {
        daemon.refusal = "Gatehouse is not running";
        model.reload();
        assertEquals(State.FAILED, model.state().get());
        assertEquals("Gatehouse is not running", model.failure().get());
        daemon.refusal = "";
        model.reload();
        assertEquals(State.ROWS, model.state().get());
        assertEquals("", model.failure().get());
    }

    @Test
    void copiesTheSelectedRecordAsJson() {
        model.reload();
        assertEquals(Optional.of("{\"id\":\"" + Sample.id(3) + "\"}"), model.json());
    }

    @Nested
    class WhenFiltered {
        @Test
        void showsWhatIsKnownWhenTheDaemonsAnswerTakesLongerThanATenthOfASecond() {
            model.reload();
            daemon.log.add(Sample.push(0));
            daemon.hold = true;
            model.filters().query().set("force");
            assertEquals(List.of(3, 2, 1), shown());
            daemon.batch();
            assertEquals(List.of(2), shown());
            daemon.answer();
            assertEquals(List.of(2, 0), shown());
            assertTrue(model.filters().isActive());
        }

        @Test
        void asksAgainForTheLastQueryOnlyWhileTypingOutrunsTheAnswers() {
            model.reload();
            daemon.hold = true;
            daemon.asked.clear();
            model.filters().query().set("f");
            model.filters().query().set("fo");
            model.filters().query().set("force");
            daemon.answer();
            assertEquals(
                    List.of("f", "force"),
                    daemon.asked.stream().map(Filter::text).toList());
            assertEquals(List.of(2), shown());
        }

        @Test
        void takesInOnlyNewRowsThatMatch() {
            model.reload();
            model.filters().verdicts().set(Verdicts.DENIED);
            add(List.of(call(4), Sample.push(5)));
            assertEquals(List.of(5, 2), shown());
            model.filters().clear();
            assertEquals(List.of(5, 4, 3, 2, 1), shown());
        }

        @Test
        void saysThatNothingMatchesOnlyWhenTheDaemonHasAnswered() {
            model.reload();
            daemon.hold = true;
            model.filters().query().set("kubectl");
            daemon.batch();
            assertEquals(State.LOADING, model.state().get());
            daemon.answer();
            assertEquals(State.NO_HIT, model.state().get());
        }

        @Test
        void keepsTheSelectionThoughItsRowIsHidden() {
            model.reload();
            model.filters().query().set("force");
            assertEquals(Optional.of(Sample.id(3)), selected());
            assertEquals(-1, model.selectedIndex());
        }

        @Test
        void sendsTheWordsWithoutBlanksAround() {
            model.filters().query().set("  git push ");
            assertEquals(new Filter(false, "git push", Instant.EPOCH), daemon.asked.getLast());
        }
    }

    @Nested
    class WhenARowIsSelected {
        @Test
        void keepsTheDetailsOfTheOneBeforeUntilTheRecordIsThere() {
            model.reload();
            daemon.hold = true;
            model.select(model.rows().get(1));
            assertEquals(Optional.of(Sample.id(2)), selected());
            assertEquals(Optional.of(Sample.id(3)), looked());
            daemon.answer();
            assertEquals(Optional.of(Sample.id(2)), looked());
        }

        @Test
        void showsNothingOfTheOneBeforeWhenTheDaemonDoesNotAnswer() {
            model.reload();
            daemon.refusal = "Gatehouse is not running";
            model.select(model.rows().get(1));
            assertEquals(Optional.empty(), looked());
            assertEquals(Optional.empty(), model.json());
            daemon.refusal = "";
            model.select(model.rows().get(1));
            assertEquals(Optional.of(Sample.id(2)), looked());
        }

        @Test
        void dropsAnAnswerThatNobodyWantsAnyMore() {
            model.reload();
            daemon.hold = true;
            model.select(model.rows().get(1));
            model.select(model.rows().get(0));
            daemon.answer();
            assertEquals(Optional.of(Sample.id(3)), selected());
            assertEquals(Optional.of(Sample.id(3)), looked());
        }

        private Optional<String> looked() {
            return model.details().get().map(Details::id);
        }
    }

    @Nested
    class WhenAskedToShowOne {
        @Test
        void selectsItsRow() {
            model.reload();
            model.show(Sample.id(2));
            assertEquals(1, model.selectedIndex());
        }

        @Test
        void findsOneThatIsNotListed() {
            model.reload();
            daemon.log.add(Sample.key(77));
            model.show(Sample.id(77));
            assertEquals(Optional.of(Sample.id(77)), selected());
            assertEquals(-1, model.selectedIndex());
        }

        @Test
        void saysThatThereIsNoSuchRecord() {
            model.reload();
            model.show("nope\u202e");
            assertEquals(
                    "There is no record nope\\u{202e} any more.",
                    model.failure().get());
            assertFalse(model.rows().isEmpty());
        }
    }

    private void add(List<AuditRecord> records) {
        model.add(records.stream().map(RecordHead::of).toList());
    }

    private List<Integer> shown() {
        return model.rows().stream()
                .map(row -> (int) row.head().sequence().number())
                .toList();
    }

    private Optional<String> selected() {
        return model.selected().get().map(Row::id);
    }

    private static AuditRecord call(int number) {
        return Sample.allowed(number, 1, "Bash", "npm test " + number, Action.EXEC);
    }

    /// The newest first.
    private static List<AuditRecord> calls(int count) {
        return IntStream.range(0, count).mapToObj(i -> call(count - i)).toList();
    }
}

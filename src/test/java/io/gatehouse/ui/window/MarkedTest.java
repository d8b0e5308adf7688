package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Marked;
import io.gatehouse.enforcement.Marked.Part;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkedTest {
    @Test
    void marksOnlyThePartsWhoseRequestsAreDenied() {
        assertEquals(
                List.of(new Part("git add -A && ", false), new Part("git push --force origin main", true)),
                Marked.parts(Sample.push(1).enforcement()));
    }

    @Test
    void joinsPartsThatOverlapOrTouch() {
        var call = Sample.denied("rm -rf / now", List.of(new Span(0, 4), new Span(3, 6), new Span(6, 8)));
        assertEquals(List.of(new Part("rm -rf /", true), new Part(" now", false)), Marked.parts(call));
    }

    @Test
    void marksAllOfACallThatIsDeniedAsAWhole() {
        assertEquals(List.of(new Part("TaskStop", true)), Marked.parts(Sample.denied("TaskStop", List.of())));
    }

    @Test
    void marksWhatWouldBeDenied() {
        assertEquals(
                List.of(new Part(Sample.HOME + "/notes/todo.md", true)),
                Marked.parts(Sample.wouldDeny(1).enforcement()));
    }

    @Test
    void marksNothingWhenTheCallWasAllowedOrCouldNotBeChecked() {
        var allowed = Sample.allowed(1, 1, "Bash", "npm ci", io.gatehouse.policy.Action.EXEC);
        assertEquals(List.of(new Part("npm ci", false)), Marked.parts(allowed.enforcement()));
        var unchecked = Sample.with(
                Sample.push(1).enforcement(), new Verdict.Deny(Cause.PDP_BROKEN, List.of(), "told", "person"));
        assertEquals(List.of(new Part(unchecked.shown(), false)), Marked.parts(unchecked));
    }

    @Test
    void makesHiddenCharactersVisibleWithoutMovingTheMarks() {
        var call = Sample.denied("a\u202eb\u0007c\nd", List.of(new Span(2, 5)));
        assertEquals(
                List.of(new Part("a\\u{202e}", false), new Part("b\\u{7}c", true), new Part("\nd", false)),
                Marked.parts(call));
    }

    @Test
    void leavesOutMarksBeyondTheText() {
        var call = Sample.denied("ls", List.of(new Span(1, 900), new Span(500, 900)));
        assertEquals(List.of(new Part("l", false), new Part("s", true)), Marked.parts(call));
    }
}

package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.Enforcement.Took;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteAroundTest {
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final String FLOW = "/work/.github/workflows/ci.yml";

    private Instant now = Instant.parse("2026-11-26T16:00:00Z");
    private final RouteAround routes = new RouteAround(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private static AccessRequest request(Action action, Map<String, ?> own) {
        var attributes = new HashMap<String, Object>(own);
        attributes.put(AccessRequest.AFTER_DENY, false);
        attributes.put(AccessRequest.AT, "2026-11-26T16:00:00Z");
        attributes.put("waived", List.of());
        return new AccessRequest(ADA, action, attributes);
    }

    private static AccessRequest file(Action action, String path, String via) {
        return request(action, Map.of("path", path, "linkTarget", "", "recursive", false, "via", via));
    }

    private static AccessRequest host(String host, String address, String via) {
        return request(Action.CONNECT, Map.of("host", host, "address", address, "via", via));
    }

    private static AccessRequest command(String program, String... words) {
        return request(Action.EXEC, Map.of("program", program, "words", List.of(words)));
    }

    private static ToolCall.Origin origin(String session) {
        return new ToolCall.Origin("claude-code", session, "t1", "Bash", "", "", "default", "/work");
    }

    private void denied(AccessRequest request) {
        denied("s1", request);
    }

    private void denied(String session, AccessRequest request) {
        routes.heard(enforcement(
                session, new Verdict.Deny(Cause.RULE, List.of(), "no", "no"), Effect.DENY, List.of(), request));
    }

    private Enforcement enforcement(
            String session, Verdict verdict, Effect effect, List<Used> grants, AccessRequest request) {
        return new Enforcement(
                "e1",
                now,
                Mode.ENFORCE,
                ADA,
                origin(session),
                "/work",
                "shown",
                List.of(new Asked(request, List.of(), new Decision(effect, List.of()))),
                List.of(),
                List.of(),
                List.of(),
                "",
                verdict,
                new Basis.None(""),
                grants,
                Took.NOTHING);
    }

    private boolean isMarked(AccessRequest request) {
        return isMarked("s1", request);
    }

    private boolean isMarked(String session, AccessRequest request) {
        return routes.marked(origin(session), analysis(request))
                .findings()
                .getFirst()
                .request()
                .isSo(AccessRequest.AFTER_DENY);
    }

    private static Analysis analysis(AccessRequest request) {
        return new Analysis("shown", "/work", List.of(new Finding(request, List.of())), List.of(), List.of());
    }

    @Test
    void aSessionThatWasDeniedNothingIsLeftAsItIs() {
        var analysis = analysis(file(Action.WRITE, FLOW, "Write"));

        assertSame(analysis, routes.marked(origin("s1"), analysis));
    }

    @ParameterizedTest
    @CsvSource({
        "WRITE, /work/.github/workflows/ci.yml, tee, true",
        "DELETE, /work/.github/workflows/ci.yml, rm, true",
        "ACCESS, /work/.github/workflows/ci.yml, mcp__fs__write_file, true",
        "READ, /work/.github/workflows/ci.yml, cat, false",
        "WRITE, /work/.github/workflows/cd.yml, tee, false",
        "WRITE, /work/.github/workflows, tee, false",
        "WRITE, /work/.github/workflows/ci.yml/x, tee, false"
    })
    void aPathIsReachedByWhateverMayDoWhatWasDenied(Action action, String path, String via, boolean marked) {
        denied(file(Action.WRITE, FLOW, "Write"));

        assertEquals(marked, isMarked(file(action, path, via)));
    }

    @Test
    void aPathIsReachedThroughALinkAndWithAllThatLiesAboveIt() {
        denied(file(Action.READ, FLOW, "Read"));

        assertTrue(isMarked(
                request(Action.READ, Map.of("path", "/work/x", "linkTarget", FLOW, "recursive", false, "via", "cat"))));
        assertTrue(isMarked(request(
                Action.READ, Map.of("path", "/work/.github", "linkTarget", "", "recursive", true, "via", "cp"))));
        assertTrue(
                isMarked(request(Action.READ, Map.of("path", "/", "linkTarget", "", "recursive", true, "via", "cp"))));
        assertFalse(isMarked(
                request(Action.READ, Map.of("path", "/work/.git", "linkTarget", "", "recursive", true, "via", "cp"))));
    }

    @Test
    void aHostIsReachedByNameOrByAddress() {
        denied(host("evil.test", "", "WebFetch"));
        denied(host("2130706433", "127.0.0.1", "WebFetch"));

        assertTrue(isMarked(host("evil.test", "", "curl")));
        assertTrue(isMarked(host("127.1", "127.0.0.1", "curl")));
        assertFalse(isMarked(host("good.test", "", "curl")));
    }

    @Test
    void aProgramIsReachedWithTheSameFirstWord() {
        denied(command("git", "push", "origin"));

        assertTrue(isMarked(command("git", "push", "elsewhere")));
        assertFalse(isMarked(command("git", "status")));
        assertFalse(isMarked(command("hg", "push", "origin")));
    }

    @Test
    void whatHasNoNameIsReachedByNothing() {
        denied(command(""));
        denied(host("", "", "curl"));
        denied(request(Action.USE, Map.of("tool", "Bash")));

        assertFalse(isMarked(command("", "x")));
        assertFalse(isMarked(host("", "", "wget")));
        assertFalse(isMarked(request(Action.USE, Map.of("tool", "Write"))));
    }

    @Test
    void theRequestThatWasDeniedFirstIsNoOtherMeansHoweverOften() {
        denied(file(Action.WRITE, FLOW, "Write"));
        assertTrue(isMarked(file(Action.WRITE, FLOW, "tee")));
        denied(file(Action.WRITE, FLOW, "tee").afterDeny());

        assertFalse(isMarked(file(Action.WRITE, FLOW, "Write")));
        assertTrue(isMarked(file(Action.WRITE, FLOW, "tee")));
    }

    @Test
    void anotherSessionWasDeniedNothing() {
        denied(file(Action.WRITE, FLOW, "Write"));

        assertFalse(isMarked("s2", file(Action.WRITE, FLOW, "tee")));
    }

    @Test
    void callsWithoutASessionHaveNothingInCommon() {
        denied("", file(Action.WRITE, FLOW, "Write"));

        assertFalse(isMarked("", file(Action.WRITE, FLOW, "tee")));
    }

    @Test
    void whatWasOnlyObservedOrIsAFaultWasNotDeniedByPolicy() {
        var request = file(Action.WRITE, FLOW, "Write");
        var deny = new Verdict.Deny(Cause.RULE, List.of(), "no", "no");
        routes.heard(enforcement("s1", new Verdict.WouldDeny(deny), Effect.DENY, List.of(), request));
        routes.heard(enforcement(
                "s1", new Verdict.Deny(Cause.NO_BASIS, List.of(), "no", "no"), Effect.DENY, List.of(), request));

        assertFalse(isMarked(file(Action.WRITE, FLOW, "tee")));
    }

    @Test
    void whatAGrantLetThroughIsDeniedNoLonger() {
        var request = file(Action.WRITE, FLOW, "Write");
        denied(request);
        routes.heard(enforcement(
                "s1",
                new Verdict.Allow(),
                Effect.ALLOW,
                List.of(new Used("g1", OptionalLong.empty())),
                request.waiving(java.util.Set.of("file.pipeline"))));

        assertFalse(isMarked(file(Action.WRITE, FLOW, "tee")));
    }

    @Nested
    class WhenMuchIsDenied {
        @Test
        void theOldestTargetsAreForgotten() {
            for (int i = 0; i <= RouteAround.MOST_TARGETS; i++) {
                denied(file(Action.WRITE, "/etc/" + i, "Write"));
            }

            assertFalse(isMarked(file(Action.WRITE, "/etc/0", "tee")));
            assertTrue(isMarked(file(Action.WRITE, "/etc/1", "tee")));
        }

        @Test
        void theSessionsThatWereQuietLongestAreForgotten() {
            for (int i = 0; i <= RouteAround.MOST_SESSIONS; i++) {
                denied("s" + i, file(Action.WRITE, FLOW, "Write"));
            }

            assertFalse(isMarked("s0", file(Action.WRITE, FLOW, "tee")));
            assertTrue(isMarked("s1", file(Action.WRITE, FLOW, "tee")));
        }

        @Test
        void nothingIsRememberedForMoreThanAnHour() {
            denied(file(Action.WRITE, FLOW, "Write"));

            now = now.plus(RouteAround.REMEMBERED);
            assertTrue(isMarked(file(Action.WRITE, FLOW, "tee")));
            now = now.plusMillis(1);
            assertFalse(isMarked(file(Action.WRITE, FLOW, "tee")));
        }

        @Test
        void aNameThatIsTooLongIsNotRemembered() {
            var path = "/" + "a".repeat(Target.LONGEST);
            denied(file(Action.WRITE, path, "Write"));
            denied(file(Action.WRITE, path.substring(1), "Write"));

            assertFalse(isMarked(file(Action.WRITE, path, "tee")));
            assertTrue(isMarked(file(Action.WRITE, path.substring(1), "tee")));
        }
    }

    @Test
    void denialsAreForgottenByTime() {
        denied(host("evil.test", "", "WebFetch"));
        now = now.plus(Duration.ofMinutes(30));
        denied(host("evil.test", "", "curl"));
        now = now.plus(Duration.ofMinutes(45));

        assertTrue(isMarked(host("evil.test", "", "wget")));
    }
}

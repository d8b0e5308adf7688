package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Enforcer.Standstill;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class EnforcerTest extends EnforcerFixture {
    @Test
    void allowsWhatThePdpAllowsAndRecordsItFirst() {
        pdp.answer = decided(Decision.ALLOW, Decision.ALLOW);
        assertEquals(new Verdict.Allow(), enforcer().enforce(call()));

        var kept = recorded.getFirst();
        assertEquals(new Verdict.Allow(), kept.verdict());
        assertEquals(new Basis.Central("r1", "call-1"), kept.basis());
        assertEquals("id1", kept.id());
        assertEquals(NOW, kept.at());
        assertEquals(
                List.of(Decision.ALLOW, Decision.ALLOW),
                kept.asked().stream().map(Enforcement.Asked::decision).toList());
    }

    @Test
    void tellsThePdpWhichCallItIsWithoutMakingThatPartOfTheQuestion() {
        pdp.answer = decided(Decision.ALLOW, Decision.ALLOW);
        enforcer().enforce(call());
        assertEquals(Map.of("agent", "claude-code", "session", "s1", "toolCall", "t1"), pdp.annotations);
        assertTrue(pdp.patience.compareTo(DEADLINE) <= 0 && pdp.patience.isPositive(), pdp.patience.toString());
    }

    @Test
    void aDenyTellsRuleReasonWayOutAndId() {
        var rule = new Rule("command.privilege", "command", "Root can do all.", "Do without.", true, Severity.HIGH);
        pdp.answer = decided(Decision.ALLOW, deny(rule));
        var deny = assertInstanceOf(Verdict.Deny.class, enforcer().enforce(call()));
        assertEquals(
                new Verdict.Deny(
                        Cause.RULE,
                        List.of(rule),
                        "Denied by rule command.privilege: Root can do all. Do without."
                                + " If it must be this way, ask for an exception: gatehouse exceptions request id1 --why TEXT",
                        "Gatehouse denied Bash by rule command.privilege. Root can do all. Do without."
                                + " To ask for an exception: gatehouse exceptions request id1. For details: gatehouse window id1"),
                deny);
    }

    @Test
    void oneDenyAmongManyAllowsDenies() {
        analysed = List.of(finding(Action.USE), finding(Action.EXEC), finding(Action.READ), finding(Action.CONNECT));
        pdp.answer = decided(Decision.ALLOW, Decision.ALLOW, Decision.ALLOW, deny(WAIVABLE_LOW));
        assertEquals(Cause.RULE, denied(enforcer().enforce(call())).cause());
    }

    @Test
    void tellsHardRulesBeforeWaivableOnesThenTheMoreSevereThenTheirPosition() {
        analysed = List.of(finding(Action.USE), finding(Action.EXEC), finding(Action.READ));
        pdp.answer = decided(deny(WAIVABLE_HIGH_B, WAIVABLE_LOW), deny(HARD_LOW, WAIVABLE_HIGH_A), deny(HARD_HIGH));
        var deny = denied(enforcer().enforce(call()));
        assertEquals(List.of(HARD_HIGH, HARD_LOW, WAIVABLE_HIGH_B, WAIVABLE_HIGH_A, WAIVABLE_LOW), deny.rules());
        assertTrue(deny.toldAgent().contains("No exception is possible."), deny.toldAgent());
        assertTrue(
                deny.toldAgent().contains("Also denied by hard.low, waivable.high.b, waivable.high.a, waivable.low."),
                deny.toldAgent());
    }

    @Test
    void whenNoRuleAllowsSaysWhichActions() {
        pdp.answer = decided(Decision.ALLOW, new Decision(Effect.DENY, List.of()));
        var deny = denied(enforcer().enforce(call()));
        assertEquals(Cause.NO_RULE_ALLOWS, deny.cause());
        assertEquals(
                "No policy rule allows command:exec here. Use another way, or tell the person. [id1]",
                deny.toldAgent());
    }

    @Test
    void theIdSurvivesAReasonThatIsTooLong() {
        var wordy = new Rule("r", "command", "why ".repeat(400), "fix ".repeat(400), false, Severity.HIGH);
        pdp.answer = decided(Decision.ALLOW, deny(wordy));
        var deny = denied(enforcer().enforce(call()));
        assertEquals(500, deny.toldAgent().length());
        assertTrue(deny.toldAgent().endsWith("… No exception is possible. [id1]"), deny.toldAgent());
        assertEquals(500, deny.toldPerson().length());
        assertTrue(deny.toldPerson().endsWith("… For details: gatehouse window id1"), deny.toldPerson());
    }

    @Test
    void aLongToolNameCannotPushTheRuleOutOfTheMessage() {
        pdp.answer = decided(Decision.ALLOW, deny(HARD_HIGH));
        var deny = denied(enforcer().enforce(call("mcp__x__" + "y\n".repeat(2_000))));
        assertTrue(deny.toldPerson().contains("by rule hard.high."), deny.toldPerson());
        assertFalse(deny.toldPerson().contains("\n"));
    }

    @Test
    void whatIsNotUnicodeIsADenyOfItsOwnWhetherThePdpIsThereOrNot() {
        var half = new AccessRequest(ADA, Action.EXEC, Map.of("argv", List.of("echo", "a\uD83D")));
        analysed = List.of(finding(Action.USE), new Analysis.Finding(half, List.of()));
        cache.confirmed = Optional.of(new DecisionCache.Confirmed("r1", NOW, AgeLimits.LONGEST));
        cache.decisions.put(analysed.getFirst().request(), Decision.ALLOW);
        cache.decisions.put(half, Decision.ALLOW);
        for (var answer : List.of(decided(Decision.ALLOW, Decision.ALLOW), new Answer.Unavailable("away"))) {
            pdp.answer = answer;
            var deny = denied(enforcer().enforce(call()));
            assertEquals(Cause.NOT_UNICODE, deny.cause());
            assertEquals(
                    "Gatehouse denied a call it could not check. The call holds text that is not Unicode (half a"
                            + " surrogate pair), and no policy can be asked about that. Have it written another way.",
                    deny.toldPerson());
            assertEquals(half, recorded.getLast().asked().getLast().request());
        }
        assertEquals(0, pdp.asked);
    }

    @ParameterizedTest
    @EnumSource(FailingAnswer.class)
    void aFaultOfThePdpIsADenyThatTellsTheAgentNothingMore(FailingAnswer failing) {
        pdp.answer = failing.answer;
        var deny = denied(enforcer().enforce(call()));
        assertEquals(failing.cause, deny.cause());
        assertEquals("Gatehouse could not check this call; tell the person.", deny.toldAgent());
        assertTrue(deny.toldPerson().contains("detail-1"), deny.toldPerson());
        var why =
                switch (failing) {
                    case UNAVAILABLE -> "detail-1; it has confirmed no policies yet";
                    case REFUSED, BROKEN, CHANGING -> "detail-1";
                };
        assertEquals(new Basis.None(why), recorded.getFirst().basis());
        assertEquals(2, recorded.getFirst().asked().size());
    }

    @Test
    void anotherNumberOfDecisionsThanQuestionsIsABrokenPdp() {
        for (var decisions : List.of(
                List.<Decision>of(),
                List.of(Decision.ALLOW),
                List.of(Decision.ALLOW, Decision.ALLOW, Decision.ALLOW))) {
            pdp.answer = new Answer.Decided(decisions, "r1", "c");
            assertEquals(Cause.PDP_BROKEN, denied(enforcer().enforce(call())).cause());
        }
        assertEquals(0, cache.puts);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            mode = Mode.EXCLUDE,
            names = {"RULE", "NO_RULE_ALLOWS", "HOOK_REMOVED"})
    void everyFaultHasItsWords(Cause cause) {
        var deny = Enforcer.fault(cause);
        assertEquals(cause, deny.cause());
        assertEquals(Reasons.FAULT, deny.toldAgent());
        assertTrue(deny.toldPerson().length() > Reasons.FAULT.length());
    }

    @Test
    void aChangeOfSettingsIsNoCallThatCouldNotBeChecked() {
        var deny = Enforcer.fault(Cause.HOOK_REMOVED, "The hook in settings.json was removed.");
        assertTrue(deny.toldAgent().startsWith("These settings would keep Gatehouse from being asked"));
        assertEquals("The hook in settings.json was removed.", deny.toldPerson());
    }

    @Test
    void aStandstillDeniesWithoutAskingAnybody() {
        standstill = Optional.of(new Standstill(Cause.BAD_SETTINGS, "gatehouse.yaml:3: pdp.url"));
        var deny = denied(enforcer().enforce(call()));
        assertEquals(Cause.BAD_SETTINGS, deny.cause());
        assertTrue(deny.toldPerson().contains("gatehouse.yaml:3: pdp.url"), deny.toldPerson());
        assertEquals(0, pdp.asked);
        assertEquals(1, recorded.size());
    }

    @Test
    void whatNeverBecameACallIsDeniedAndRecordedWithoutAnythingOfIt() {
        var verdict = enforcer().deny(Cause.MALFORMED_CALL, "claude-code", "tool_name is missing");
        assertEquals(Cause.MALFORMED_CALL, denied(verdict).cause());
        assertEquals(
                new ToolCall.Origin("claude-code", "", "", "", "", "", "", ""),
                recorded.getFirst().origin());
    }

    @Test
    void explainingKeepsNothing() {
        pdp.answer = decided(Decision.ALLOW, Decision.ALLOW);
        assertEquals(new Verdict.Allow(), enforcer().explain(call()).verdict());
        assertEquals(0, cache.puts);
        assertEquals(List.of(), recorded);
    }

    @Test
    void explainingNamesNoIdBecauseNothingIsRecordedUnderIt() {
        pdp.answer = decided(Decision.ALLOW, deny(WAIVABLE_LOW));
        var explained = enforcer().explain(call());

        assertEquals("", explained.id());
        assertEquals(
                "Denied by rule waivable.low: Because. Do otherwise."
                        + " An exception can be asked for once such a call was made and denied.",
                denied(explained.verdict()).toldAgent());
        assertEquals(
                "Gatehouse denied Bash by rule waivable.low. Because. Do otherwise."
                        + " An exception can be asked for once such a call was made and denied.",
                denied(explained.verdict()).toldPerson());
    }

    @Test
    void explainingADenyWithoutExceptionNamesNoIdEither() {
        pdp.answer = decided(Decision.ALLOW, deny(HARD_HIGH));
        var hard = denied(enforcer().explain(call()).verdict());
        assertTrue(hard.toldAgent().endsWith(" No exception is possible."), hard.toldAgent());
        assertFalse(hard.toldPerson().contains("gatehouse window"), hard.toldPerson());

        pdp.answer = decided(Decision.ALLOW, new Decision(Effect.DENY, List.of()));
        var unallowed = denied(enforcer().explain(call()).verdict());
        assertTrue(unallowed.toldAgent().endsWith(" Use another way, or tell the person."), unallowed.toldAgent());
        assertFalse(unallowed.toldPerson().contains("gatehouse window"), unallowed.toldPerson());
    }

    @Nested
    class WhenSomethingFails {
        @Test
        void anAnalysisThatThrowsIsARecordedDeny() {
            for (Throwable thrown : List.of(
                    new IllegalStateException("secret-1"),
                    new StackOverflowError("secret-1"),
                    new UnsatisfiedLinkError("secret-1"))) {
                recorded.clear();
                analysis = _ -> {
                    throw sneaky(thrown);
                };
                assertEquals(
                        Cause.INTERNAL_ERROR, denied(enforcer().enforce(call())).cause());
                assertEquals(1, recorded.size());
                assertFalse(recorded.getFirst().toString().contains("secret-1"));
            }
        }

        @Test
        void aPdpThatThrowsIsARecordedDeny() {
            pdp.thrown = Optional.of(new IllegalArgumentException("x"));
            assertEquals(
                    Cause.INTERNAL_ERROR, denied(enforcer().enforce(call())).cause());
            assertEquals(1, recorded.size());
        }

        @Test
        void nothingUnmaskedStandsInTheRecordOfABug() {
            pdp.thrown = Optional.of(new IllegalArgumentException("x"));
            enforcer().enforce(call());
            assertFalse(recorded.getFirst().toString().contains("hunter2"));
        }

        @Test
        void noRecordMeansNoAllow() {
            pdp.answer = decided(Decision.ALLOW, Decision.ALLOW);
            record = _ -> {
                throw new IllegalStateException("disk");
            };
            assertEquals(Cause.AUDIT_FAILED, denied(enforcer().enforce(call())).cause());
            record = _ -> {
                throw new Unrecorded(Cause.AUDIT_FULL, "2 GB");
            };
            assertEquals(Cause.AUDIT_FULL, denied(enforcer().enforce(call())).cause());
            mode = io.gatehouse.enforcement.Mode.OBSERVE;
            pdp.answer = decided(Decision.ALLOW, deny(WAIVABLE_LOW));
            assertEquals(Cause.AUDIT_FULL, denied(enforcer().enforce(call())).cause());
            assertEquals(
                    Cause.AUDIT_FULL,
                    denied(enforcer().deny(Cause.BAD_TOKEN, "claude-code", "")).cause());
        }

        @Test
        void aCacheThatCannotKeepDoesNotHoldACallUp() {
            pdp.answer = decided(Decision.ALLOW, Decision.ALLOW);
            cache.broken = true;
            assertEquals(new Verdict.Allow(), enforcer().enforce(call()));
        }

        @Test
        void aCacheThatCannotBeReadIsNoBasisAndTheRecordSaysWhatWasAsked() {
            pdp.answer = new Answer.Unavailable("gone");
            cache.broken = true;
            assertEquals(Cause.NO_BASIS, denied(enforcer().enforce(call())).cause());
            assertEquals(2, recorded.getFirst().asked().size());
            assertEquals("git --token *** push", recorded.getFirst().shown());
        }
    }

    @Nested
    class WhenThePdpIsUnavailable {
        private final Instant confirmed = NOW.minus(Duration.ofHours(1));

        private Verdict fallback(Duration age, Action... actions) {
            analysed = java.util.Arrays.stream(actions)
                    .map(EnforcerFixture::finding)
                    .toList();
            pdp.answer = new Answer.Unavailable("gone");
            cache.confirmed = Optional.of(new DecisionCache.Confirmed("r1", NOW.minus(age), AgeLimits.LONGEST));
            analysed.forEach(finding -> cache.decisions.put(finding.request(), Decision.ALLOW));
            return enforcer().enforce(call());
        }

        @ParameterizedTest
        @EnumSource(
                value = Action.class,
                mode = Mode.EXCLUDE,
                names = {"READ"})
        void repeatsAnAllowUntilItIs72HoursOld(Action action) {
            assertEquals(new Verdict.Allow(), fallback(Duration.ofDays(3), Action.USE, action));
            assertEquals(
                    Cause.NO_BASIS,
                    denied(fallback(Duration.ofDays(3).plusMillis(1), Action.USE, action))
                            .cause());
        }

        @Test
        void repeatsTheAllowOfACallThatOnlyReadsUntilItIs7DaysOld() {
            assertEquals(new Verdict.Allow(), fallback(Duration.ofDays(7), Action.USE, Action.READ));
            assertEquals(
                    Cause.NO_BASIS,
                    denied(fallback(Duration.ofDays(7).plusMillis(1), Action.USE, Action.READ))
                            .cause());
            assertEquals(
                    Cause.NO_BASIS,
                    denied(fallback(Duration.ofHours(73), Action.USE, Action.READ, Action.WRITE))
                            .cause());
            assertEquals(
                    Cause.NO_BASIS,
                    denied(fallback(Duration.ofHours(73), Action.USE)).cause());
        }

        @Test
        void knowsNoAgeWhenTheClockWasSetBack() {
            assertEquals(new Verdict.Allow(), fallback(Duration.ZERO, Action.READ));
            assertEquals(
                    Cause.NO_BASIS,
                    denied(fallback(Duration.ofMillis(-1), Action.READ)).cause());
        }

        @Test
        void saysWhatItRestsOn() {
            fallback(Duration.ofHours(1), Action.USE, Action.EXEC);
            assertEquals(
                    new Basis.Cached("r1", confirmed, "gone"),
                    recorded.getFirst().basis());
        }

        @Test
        void repeatsADeny() {
            pdp.answer = new Answer.Unavailable("gone");
            cache.confirmed = Optional.of(new DecisionCache.Confirmed("r1", confirmed, AgeLimits.LONGEST));
            cache.decisions.put(analysed.get(0).request(), Decision.ALLOW);
            cache.decisions.put(analysed.get(1).request(), deny(HARD_HIGH));
            assertEquals(List.of(HARD_HIGH), denied(enforcer().enforce(call())).rules());
        }

        @Test
        void aCallOfWhichOnlyAPartIsKnownHasNoBasis() {
            pdp.answer = new Answer.Unavailable("gone");
            cache.confirmed = Optional.of(new DecisionCache.Confirmed("r1", confirmed, AgeLimits.LONGEST));
            cache.decisions.put(analysed.get(0).request(), Decision.ALLOW);
            assertEquals(Cause.NO_BASIS, denied(enforcer().enforce(call())).cause());
        }

        @Test
        void aDecisionOfAnotherRevisionIsNone() {
            fallback(Duration.ofHours(1), Action.USE, Action.EXEC);
            cache.confirmed = Optional.of(new DecisionCache.Confirmed("r2", confirmed, AgeLimits.LONGEST));
            assertEquals(Cause.NO_BASIS, denied(enforcer().enforce(call())).cause());
        }

        @Test
        void nothingIsKeptOfIt() {
            fallback(Duration.ofHours(1), Action.USE, Action.EXEC);
            assertEquals(0, cache.puts);
        }
    }

    @Nested
    class WhenObserving {
        private Verdict observed(Decision... decisions) {
            mode = io.gatehouse.enforcement.Mode.OBSERVE;
            pdp.answer = decided(decisions);
            return enforcer().enforce(call());
        }

        @Test
        void aRulesDenyGoesOnAndIsRecorded() {
            var verdict =
                    assertInstanceOf(Verdict.WouldDeny.class, observed(Decision.ALLOW, deny(HARD_HIGH, WAIVABLE_LOW)));
            assertEquals(List.of(HARD_HIGH, WAIVABLE_LOW), verdict.deny().rules());
            assertTrue(verdict.allows());
            assertEquals(verdict, recorded.getFirst().verdict());
            assertEquals(
                    io.gatehouse.enforcement.Mode.OBSERVE, recorded.getFirst().mode());
        }

        @Test
        void whatNoRuleAllowsStaysDenied() {
            var unallowed = new Decision(Effect.DENY, List.of());
            assertEquals(
                    Cause.NO_RULE_ALLOWS,
                    denied(observed(Decision.ALLOW, unallowed)).cause());
            assertEquals(
                    Cause.RULE, denied(observed(deny(WAIVABLE_LOW), unallowed)).cause());
        }

        @Test
        void whatARuleDeniesAndNoRuleAllowsStaysDenied() {
            var unallowed = new Decision(Effect.DENY, List.of(WAIVABLE_LOW), false);
            assertEquals(Cause.RULE, denied(observed(Decision.ALLOW, unallowed)).cause());
            assertEquals(
                    Cause.RULE, denied(observed(deny(HARD_HIGH), unallowed)).cause());
        }

        @Test
        void selfProtectionStaysDeniedAlsoAmongOtherRules() {
            assertEquals(
                    Cause.RULE,
                    denied(observed(Decision.ALLOW, deny(SELF_PROTECTION))).cause());
            assertEquals(
                    Cause.RULE,
                    denied(observed(deny(WAIVABLE_LOW), deny(WAIVABLE_HIGH_A, SELF_PROTECTION)))
                            .cause());
        }

        @ParameterizedTest
        @EnumSource(FailingAnswer.class)
        void aFaultStaysADeny(FailingAnswer failing) {
            mode = io.gatehouse.enforcement.Mode.OBSERVE;
            pdp.answer = failing.answer;
            assertEquals(failing.cause, denied(enforcer().enforce(call())).cause());
        }

        @Test
        void deniesCodeThatNamesHookSettings() {
            var settingsInCode =
                    new Rule("file.settings-in-code", "file", "why", "fix", false, io.gatehouse.policy.Severity.HIGH);
            assertEquals(
                    Cause.RULE,
                    denied(observed(Decision.ALLOW, deny(settingsInCode))).cause());
        }

        @Test
        void aBugStaysADeny() {
            mode = io.gatehouse.enforcement.Mode.OBSERVE;
            analysis = _ -> {
                throw new IllegalStateException();
            };
            assertEquals(
                    Cause.INTERNAL_ERROR, denied(enforcer().enforce(call())).cause());
        }
    }
}

package io.gatehouse.policy.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.policy.plan.Expression.Operation;
import io.gatehouse.policy.plan.Expression.Value;
import io.gatehouse.policy.plan.Expression.Variable;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanSetTest {
    private static final Principal DEV = new Principal("dev", List.of("developer"), Map.of());
    private static final Question EXEC = Question.of(Action.EXEC);
    private static final Decision DENY = new Decision(Effect.DENY, List.of());
    private static final Decision UNALLOWED = new Decision(Effect.DENY, List.of(), false);
    private static final Rule SUDO = rule("command.privilege");
    private static final Rule PUSH = rule("command.push");
    private static final Expression OF_R1 = call("eq", attribute("revision"), new Value("r1"));
    private static final Expression UNKNOWN = call("frobnicate", attribute("program"));

    @Test
    void allowsWhatThePlanHoldsFor() {
        var plans = plans(Map.of(EXEC, call("eq", attribute("program"), new Value("git"))));
        assertEquals(Optional.of(Decision.ALLOW), plans.decide(exec("git"), "r1"));
        assertEquals(Optional.of(DENY), plans.decide(exec("sudo"), "r1"));
    }

    @Test
    void deniesByThePlanOfAnotherRevision() {
        var plans = plans(Map.of(EXEC, call("and", OF_R1, Expression.TRUE)));
        assertEquals(Optional.of(Decision.ALLOW), plans.decide(exec("git"), "r1"));
        assertEquals(Optional.of(DENY), plans.decide(exec("git"), "r2"));
    }

    @Test
    void namesTheRulesWhoseConditionsHold() {
        var plans = plans(Map.of(
                EXEC,
                Expression.FALSE,
                Question.why("command", SUDO.id()),
                call("eq", attribute("program"), new Value("sudo")),
                Question.why("command", PUSH.id()),
                Expression.FALSE));
        assertEquals(Optional.of(new Decision(Effect.DENY, List.of(SUDO))), plans.decide(exec("sudo"), "r1"));
    }

    @Test
    void deniesWithoutTheRuleThatCannotBeEvaluated() {
        var plans = plans(Map.of(EXEC, Expression.FALSE, Question.why("command", SUDO.id()), UNKNOWN));
        assertEquals(Optional.of(DENY), plans.decide(exec("sudo"), "r1"));
    }

    @Test
    void tellsWhetherAnAllowRuleMatchesWhereARuleDenies() {
        var isGit = call("eq", attribute("program"), new Value("git"));
        var plans = plans(Map.of(EXEC, Expression.FALSE, Question.probe(Action.EXEC), isGit));
        assertEquals(Optional.of(DENY), plans.decide(exec("git"), "r1"));
        assertEquals(Optional.of(UNALLOWED), plans.decide(exec("sudo"), "r1"));
    }

    @Test
    void anAllowRuleThatCannotBeEvaluatedDoesNotMatch() {
        var plans = plans(Map.of(EXEC, Expression.FALSE, Question.probe(Action.EXEC), UNKNOWN));
        assertEquals(Optional.of(UNALLOWED), plans.decide(exec("git"), "r1"));
    }

    @Test
    void decidesNothingWithoutAPlan() {
        assertEquals(Optional.empty(), plans(Map.of()).decide(exec("git"), "r1"));
    }

    @Test
    void decidesForItsOwnPrincipalOnly() {
        var other = new AccessRequest(new Principal("eve", List.of("developer"), Map.of()), Action.EXEC, Map.of());
        var plans = plans(Map.of(EXEC, Expression.TRUE));
        assertThrows(IllegalArgumentException.class, () -> plans.decide(other, "r1"));
    }

    @Test
    void deniesByAnUnknownOperatorEvenWhereItWouldNotMatter() {
        var plans = plans(Map.of(EXEC, call("or", Expression.TRUE, UNKNOWN)));
        assertEquals(Optional.of(DENY), plans.decide(exec("git"), "r1"));
        assertEquals(Optional.of("uses the unknown operator frobnicate"), plans.obstacle(EXEC));
    }

    @Test
    void deniesByAnUnknownVariable() {
        var plans = plans(Map.of(EXEC, call("not", call("eq", new Variable("request.aux"), new Value("x")))));
        assertEquals(Optional.of(DENY), plans.decide(exec("git"), "r1"));
        assertEquals(Optional.of("reads the unknown variable request.aux"), plans.obstacle(EXEC));
    }

    @Test
    void deniesWhereAnAttributeIsMissing() {
        var plans = plans(Map.of(EXEC, call("ne", attribute("nothing"), new Value("x"))));
        assertEquals(Optional.of(DENY), plans.decide(exec("git"), "r1"));
    }

    @Test
    void deniesWhereAnErrorIsAbsorbedByAnotherOperand() {
        var error = call("eq", attribute("nothing"), new Value("x"));
        assertEquals(DENY, decided(call("or", error, Expression.TRUE)));
        assertEquals(DENY, decided(call("not", call("and", error, Expression.FALSE))));
    }

    @Test
    void deniesWhereAnErrorIsAbsorbedByAnotherElement() {
        var fourthIsH = call("eq", call("charAt", new Variable("x"), new Value(3.0)), new Value("h"));
        assertEquals(Decision.ALLOW, decided(loop("exists", new Value(List.of("push", "")), fourthIsH)));
        assertEquals(DENY, decided(loop("exists", new Value(List.of("", "push")), fourthIsH)));
        assertEquals(DENY, decided(call("not", loop("all", new Value(List.of("", "push")), call("not", fourthIsH)))));
    }

    @Test
    void allowsWhereTheErrorIsNeverLookedAt() {
        var error = call("eq", attribute("nothing"), new Value("x"));
        assertEquals(Decision.ALLOW, decided(call("or", Expression.TRUE, error)));
        assertEquals(Decision.ALLOW, decided(call("not", call("and", Expression.FALSE, error))));
        assertEquals(Decision.ALLOW, decided(call("if", Expression.TRUE, Expression.TRUE, error)));
        var isGit = call("eq", new Variable("x"), new Value("git"));
        assertEquals(Decision.ALLOW, decided(loop("exists", attribute("argv"), call("or", isGit, error))));
    }

    @Test
    void namesARuleThatHoldsDespiteAnErrorInIt() {
        var error = call("eq", attribute("nothing"), new Value("x"));
        var plans = plans(Map.of(
                EXEC,
                call("or", error, Expression.TRUE),
                Question.why("command", SUDO.id()),
                call("or", error, Expression.TRUE),
                Question.why("command", PUSH.id()),
                error));
        assertEquals(Optional.of(new Decision(Effect.DENY, List.of(SUDO))), plans.decide(exec("git"), "r1"));
    }

    @Test
    void saysTheSameOfATextThatAPatternRemembers() {
        var plans = plans(Map.of(EXEC, call("matches", attribute("program"), new Value("(?i)^(git|ls)(\\.exe)?$"))));
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2 * Patterns.MOST; i++) {
                assertEquals(Optional.of(DENY), plans.decide(exec("git" + i), "r1"));
            }
            assertEquals(Optional.of(Decision.ALLOW), plans.decide(exec("git"), "r1"));
            assertEquals(Optional.of(Decision.ALLOW), plans.decide(exec("LS.exe"), "r1"));
        }
    }

    @Test
    void loopsBesideEachOtherLeaveTheVariablesAroundThemAlone() {
        var first = call("exists", attribute("argv"), call("lambda", Expression.FALSE, new Variable("y")));
        var both = call(
                "and",
                call("eq", new Variable("z"), new Value("push")),
                call("matches", new Variable("x"), new Value("^git$")));
        var second = call("exists", attribute("argv"), call("lambda", both, new Variable("z")));
        assertEquals(Decision.ALLOW, decided(loop("exists", attribute("argv"), call("or", first, second))));
    }

    @Test
    void remembersABoundedNumberOfShortTexts() {
        var patterns = new Patterns();
        var begins = patterns.compile("^1").orElseThrow();
        var ends = patterns.compile("1$").orElseThrow();
        for (int i = 0; i < Patterns.MOST; i++) {
            assertEquals(Integer.toString(i).startsWith("1"), begins.find(Integer.toString(i)));
            assertEquals(Integer.toString(i).endsWith("1"), ends.find(Integer.toString(i)));
        }
        assertEquals(Patterns.MOST, patterns.remembered());
        assertTrue(begins.find("1".repeat(Patterns.LONGEST + 1)));
        assertEquals(Patterns.MOST, patterns.remembered());
        assertTrue(begins.find("1".repeat(Patterns.LONGEST)));
        assertEquals(1, patterns.remembered());
    }

    @Test
    void sharesAPatternBetweenPlans() {
        var patterns = new Patterns();
        assertSame(patterns.compile("^a").orElseThrow(), patterns.compile("^a").orElseThrow());
        assertEquals(Optional.empty(), patterns.compile("("));
    }

    @Test
    void deniesByHalfASurrogatePair() {
        var plans = plans(Map.of(EXEC, call("ne", attribute("program"), new Value("x"))));
        assertEquals(Optional.of(DENY), plans.decide(exec("a\uD83D"), "r1"));
    }

    @Test
    void refusesToAddAWholeNumberToAnAttribute() {
        var sum = call("add", attribute("port"), new Value(1.0));
        assertTrue(plans(Map.of(EXEC, call("gt", sum, new Value(2.0))))
                .obstacle(EXEC)
                .isPresent());
        assertTrue(plans(Map.of(EXEC, call("gt", attribute("port"), new Value(2.0))))
                .obstacle(EXEC)
                .isEmpty());
    }

    @Test
    void knowsWhichPlansReadTheTime() {
        assertTrue(
                plans(Map.of(EXEC, call("ne", attribute("at"), new Value("")))).readsTime(Action.EXEC));
        assertFalse(
                plans(Map.of(EXEC, call("ne", attribute("cwd"), new Value("")))).readsTime(Action.EXEC));
        assertFalse(plans(Map.of()).readsTime(Action.EXEC));
    }

    @Test
    void neverThrowsAndNeverAllowsByAnUnknownOperator() {
        var random = new Random(11);
        for (int i = 0; i < 100_000; i++) {
            var expression = random(random, 4);
            var plans = plans(Map.of(EXEC, expression));
            var decision = plans.decide(exec(i % 2 == 0 ? "git" : "😀"), "r1").orElseThrow();
            if (decision.allows()) {
                assertFalse(expression.toString().contains("frobnicate"), expression.toString());
            }
        }
    }

    private static Expression random(Random random, int depth) {
        int luck = random.nextInt(depth == 0 ? 2 : 6);
        return switch (luck) {
            case 0 -> VALUES.get(random.nextInt(VALUES.size()));
            case 1 -> VARIABLES.get(random.nextInt(VARIABLES.size()));
            case 2 ->
                call(
                        LOOPS.get(random.nextInt(LOOPS.size())),
                        random(random, depth - 1),
                        call("lambda", random(random, depth - 1), new Variable("x")));
            default -> {
                var operands = new ArrayList<Expression>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    operands.add(random(random, depth - 1));
                }
                yield new Operation(OPERATORS.get(random.nextInt(OPERATORS.size())), operands);
            }
        };
    }

    private static final List<String> LOOPS = List.of("all", "exists", "exists_one", "filter", "map", "transformList");
    private static final List<String> OPERATORS = operators();
    private static final List<Expression> VALUES = List.of(
            new Value("git"),
            new Value(""),
            new Value("2026-11-23T04:05:06Z"),
            new Value("1h"),
            new Value("10.0.0.0/8"),
            new Value("("),
            new Value(1.0),
            new Value(-1.5),
            new Value(9e15),
            new Value(1e300),
            new Value(List.of("git", "a")),
            new Value(List.of(1.0, "a", true)),
            new Value(Map.of("k", 1.0)),
            new Value(Expression.Null.NULL),
            Expression.TRUE,
            Expression.FALSE);
    private static final List<Expression> VARIABLES = List.of(
            attribute("program"),
            attribute("argv"),
            attribute("port"),
            attribute("no"),
            new Variable("x"),
            new Variable("x.y"),
            new Variable("request.resource.attr"),
            new Variable("string"));

    private static List<String> operators() {
        var names = new ArrayList<>(List.of("and", "or", "not", "if", "list", "struct", "get-field", "frobnicate"));
        names.addAll(Operators.UNARY.keySet());
        names.addAll(Operators.BINARY.keySet());
        names.addAll(Operators.TERNARY.keySet());
        return names.stream().distinct().sorted().toList();
    }

    private static Decision decided(Expression plan) {
        return plans(Map.of(EXEC, plan)).decide(exec("git"), "r1").orElseThrow();
    }

    private static Expression loop(String operator, Expression range, Expression body) {
        return call(operator, range, call("lambda", body, new Variable("x")));
    }

    private static PlanSet plans(Map<Question, Expression> plans) {
        var entries = List.of(new KnownRules.Entry(SUDO, List.of("exec")), new KnownRules.Entry(PUSH, List.of("exec")));
        return new PlanSet(DEV, "r1", new KnownRules("r1", entries), plans);
    }

    private static Rule rule(String id) {
        return new Rule(id, "command", "It is risky.", "Leave it.", true, Severity.HIGH);
    }

    private static AccessRequest exec(String program) {
        return new AccessRequest(
                DEV, Action.EXEC, Map.of("program", program, "argv", List.of("git", "push", ""), "port", 443L));
    }

    private static Variable attribute(String name) {
        return new Variable("request.resource.attr." + name);
    }

    private static Expression call(String operator, Expression... operands) {
        return new Operation(operator, List.of(operands));
    }
}

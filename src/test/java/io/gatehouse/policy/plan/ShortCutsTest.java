package io.gatehouse.policy.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.Expression.Operation;
import io.gatehouse.policy.plan.Expression.Value;
import io.gatehouse.policy.plan.Expression.Variable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Attributes and constants are compiled to quick terms where they stand beside each other. An `if` around each of them
/// hides them, so that the same condition is evaluated the long way.
class ShortCutsTest {
    private static final int CONDITIONS = 30_000;
    private static final int DEPTH = 5;
    private static final Principal DEV = new Principal("dev", List.of("developer"), Map.of());
    private static final List<AccessRequest> REQUESTS = List.of(
            exec("git", List.of("git", "push", "-f", "origin"), List.of("push", "origin")),
            exec("Sudo", List.of("Sudo", ""), List.of()),
            exec("", List.of(), List.of("a\uD83D\uDE00", "K\u212A", "x".repeat(100), "git" + "y".repeat(100))));
    private static final List<String> TEXTS = List.of("git", "push", "", "-f", "a\uD83D\uDE00", "Sudo");
    private static final List<String> PATTERNS =
            List.of("^git", "(?i)^(sudo|git)$", "y$", "^(-f|--for.*)$", "(?i)k", "", "^$", "[^a-z]");

    @Test
    void aQuickTermSaysWhatTheLongWaySays() {
        var random = new Random(7411);
        var outcomes = new HashMap<String, Integer>();
        for (int i = 0; i < CONDITIONS; i++) {
            var condition = condition(random, DEPTH, "");
            var quick = Compiler.compile(condition, new Slots(), new Patterns());
            var slow = Compiler.compile(hidden(condition), new Slots(), new Patterns());
            for (var request : REQUESTS) {
                var said = said(quick, request);
                assertEquals(said(slow, request), said, condition::toString);
                outcomes.merge(said, 1, Integer::sum);
            }
        }
        assertEquals(6, outcomes.size(), outcomes::toString);
        assertTrue(outcomes.values().stream().allMatch(count -> count > CONDITIONS / 200), outcomes::toString);
    }

    private static String said(Plan plan, AccessRequest request) {
        var frame = new Frame(request, "r1", plan.slots());
        frame.begin();
        return plan.term().eval(frame) + (frame.hasAbsorbed() ? ", with an error on the way" : "");
    }

    /// @param names of the variables in sight, a character each
    private static Expression condition(Random random, int depth, String names) {
        return switch (random.nextInt(depth == 0 ? 5 : 12)) {
            case 0, 1 -> call("matches", text(random, names), new Value(one(random, PATTERNS)));
            case 2 -> call("eq", shuffled(random, text(random, names), new Value(one(random, TEXTS))));
            case 3 -> call("in", text(random, names), new Value(List.of("git", one(random, TEXTS))));
            case 4 -> call("in", new Value(one(random, TEXTS)), list(random));
            case 5, 6, 7 ->
                call(
                        random.nextBoolean() ? "and" : "or",
                        condition(random, depth - 1, names),
                        condition(random, depth - 1, names));
            default -> {
                var name = Character.toString('a' + names.length());
                yield call(
                        one(random, List.of("exists", "exists", "all")),
                        list(random),
                        call("lambda", condition(random, depth - 1, names + name), new Variable(name)));
            }
        };
    }

    private static Expression text(Random random, String names) {
        int luck = random.nextInt(names.length() + 2);
        if (luck < names.length()) {
            return new Variable(names.substring(luck, luck + 1));
        }
        return attribute(one(random, List.of("program", "program", "program", "argv", "nothing", "port")));
    }

    private static Expression list(Random random) {
        return attribute(one(random, List.of("argv", "argv", "words", "words", "program", "nothing")));
    }

    private static Expression[] shuffled(Random random, Expression a, Expression b) {
        return random.nextBoolean() ? new Expression[] {a, b} : new Expression[] {b, a};
    }

    private static Expression hidden(Expression expression) {
        return switch (expression) {
            case Operation(var operator, var operands)
            when operator.equals("lambda") -> call(operator, hidden(operands.getFirst()), operands.getLast());
            case Operation(var operator, var operands) ->
                new Operation(
                        operator, operands.stream().map(ShortCutsTest::hidden).toList());
            case Variable _, Value _ -> call("if", Expression.TRUE, expression, expression);
        };
    }

    private static <T> T one(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static AccessRequest exec(String program, List<String> argv, List<String> words) {
        return new AccessRequest(
                DEV, Action.EXEC, Map.of("program", program, "argv", argv, "words", words, "port", 443L));
    }

    private static Variable attribute(String name) {
        return new Variable("request.resource.attr." + name);
    }

    private static Expression call(String operator, Expression... operands) {
        return new Operation(operator, List.of(operands));
    }
}

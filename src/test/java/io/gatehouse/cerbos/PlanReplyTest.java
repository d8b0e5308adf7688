package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.CheckReply.Senseless;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.Expression.Operation;
import io.gatehouse.policy.plan.Expression.Value;
import io.gatehouse.policy.plan.Expression.Variable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class PlanReplyTest {
    private static final String MARKER =
            "{\"expression\": {\"operator\": \"eq\", \"operands\": [{\"variable\": \"request.resource.attr.revision\"},"
                    + " {\"value\": \"r1\"}]}}";

    private static PlanReply read(String json) {
        return PlanReply.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static PlanReply conditional(String operand) {
        return read("{\"resourceKind\": \"file\", \"filter\": {\"kind\": \"KIND_CONDITIONAL\", \"condition\": "
                + operand + "}, \"cerbosCallId\": \"c\", \"meta\": {\"a\": [1]}}");
    }

    private static String and(String... operands) {
        return "{\"expression\": {\"operands\": [" + String.join(",", operands) + "], \"operator\": \"and\"}}";
    }

    private static String or(String... operands) {
        return and(operands).replace("\"operator\": \"and\"", "\"operator\": \"or\"");
    }

    @Test
    void aConditionIsReadWithItsTypes() {
        assertEquals(
                new PlanReply(
                        "file",
                        new Operation(
                                "and",
                                List.of(
                                        new Variable("request.resource.attr.path"),
                                        new Value("x"),
                                        new Value(1.0),
                                        new Value(-2.5),
                                        new Value(true),
                                        new Value(Expression.Null.NULL),
                                        new Value(List.of("a", 1.0, List.of())),
                                        new Value(Map.of("k", false, "l", Expression.Null.NULL))))),
                conditional(and(
                        "{\"variable\": \"request.resource.attr.path\"}",
                        "{\"value\": \"x\"}",
                        "{\"value\": 1}",
                        "{\"value\": -2.5}",
                        "{\"value\": true}",
                        "{\"value\": null}",
                        "{\"value\": [\"a\", 1, []]}",
                        "{\"value\": {\"k\": false, \"l\": null}}")));
    }

    @Test
    void alwaysIsTrueAndNeverIsFalse() {
        assertEquals(
                Expression.TRUE,
                read("{\"filter\": {\"kind\": \"KIND_ALWAYS_ALLOWED\"}}").condition());
        assertEquals(
                Expression.FALSE,
                read("{\"filter\": {\"kind\": \"KIND_ALWAYS_DENIED\"}}").condition());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "{}",
                "{\"filter\": []}",
                "{\"filter\": {}}",
                "{\"filter\": {\"kind\": \"KIND_UNSPECIFIED\"}}",
                "{\"filter\": {\"kind\": \"KIND_CONDITIONAL\"}}",
                "{\"filter\": {\"kind\": \"KIND_ALWAYS_ALLOWED\", \"condition\": {\"value\": false}}}",
                "{\"filter\": {\"kind\": 1}}",
                "{\"filter\": {\"kind\": \"KIND_ALWAYS_ALLOWED\", \"more\": 1}}",
                "{\"filter\": {\"kind\": \"KIND_ALWAYS_ALLOWED\"}, \"resourceKind\": [\"file\"]}",
                "{\"filter\": {\"kind\": \"KIND_ALWAYS_ALLOWED\"}} {}"
            })
    void anotherAnswerIsSenseless(String json) {
        assertThrows(Senseless.class, () -> read(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "[]",
                "{}",
                "{\"value\": 1, \"variable\": \"x\"}",
                "{\"variable\": 1}",
                "{\"function\": \"x\"}",
                "{\"value\": 9007199254740992}",
                "{\"value\": -1e300}",
                "{\"expression\": null}",
                "{\"expression\": {}}",
                "{\"expression\": {\"operands\": []}}",
                "{\"expression\": {\"operator\": \"\"}}",
                "{\"expression\": {\"operator\": \"and\", \"operands\": {}}}",
                "{\"expression\": {\"operator\": \"and\", \"operands\": [1]}}",
                "{\"expression\": {\"operator\": \"and\", \"operands\": [], \"more\": 1}}"
            })
    void anotherConditionIsSenseless(String operand) {
        assertThrows(Senseless.class, () -> conditional(operand));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "<html>", "{\"filter\": {\"kind\": \"KIND_ALWAYS_ALLOWED\"}", "{\"a\": 1, \"a\": 1}"})
    void whatIsNoJsonIsToldApart(String text) {
        assertThrows(JacksonException.class, () -> read(text));
    }

    @Test
    void nestingEndsAt300() {
        assertEquals("file", conditional(nested(300)).kind());
        assertThrows(Senseless.class, () -> conditional(nested(301)));
        assertThrows(Senseless.class, () -> conditional(nested(5_000)));
        assertThrows(JacksonException.class, () -> read("{\"meta\": " + "[".repeat(5_000)));
        assertThrows(Senseless.class, () -> conditional("{\"value\": " + "[".repeat(30) + "]".repeat(30) + "}"));
    }

    private static String nested(int depth) {
        return "{\"expression\": {\"operator\": \"not\", \"operands\": [".repeat(depth)
                + "{\"value\": true}"
                + "]}}".repeat(depth);
    }

    @Test
    void aPlanIsBoundToTheRevisionThatItAsksFor() {
        var free = "{\"variable\": \"request.resource.attr.insideWorkspace\"}";
        for (var bound : List.of(MARKER, and(MARKER, free), and(free, MARKER))) {
            assertTrue(conditional(bound).isBoundTo("r1"), bound);
            assertFalse(conditional(bound).isBoundTo("r2"), bound);
        }
        assertTrue(read("{\"filter\": {\"kind\": \"KIND_ALWAYS_DENIED\"}}").isBoundTo("r1"));
        assertFalse(read("{\"filter\": {\"kind\": \"KIND_ALWAYS_ALLOWED\"}}").isBoundTo("r1"));
        for (var unbound : List.of(free, and(free), and(and(MARKER)), or(MARKER, free))) {
            assertFalse(conditional(unbound).isBoundTo("r1"), unbound);
        }
    }
}

package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.policy.Action;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.Expression.Operation;
import io.gatehouse.policy.plan.Expression.Value;
import io.gatehouse.policy.plan.Expression.Variable;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCodecTest {
    private static final Principal ADA =
            new Principal("ada", List.of("developer"), Map.of("level", 3, "teams", List.of("a", "b")));
    private static final Rule SECRET = new Rule("file.secret", "file", "why", "fix", false, Severity.HIGH);
    private static final KnownRules RULES =
            new KnownRules("r1", List.of(new KnownRules.Entry(SECRET, List.of("read", "write"))));
    private static final Expression SHARED = new Operation(
            "in",
            List.of(
                    new Variable("request.resource.attr.name"),
                    new Value(List.of("é", 1.0, true, Expression.Null.NULL, Map.of("a", List.of())))));

    private static PlanSet set(Map<Question, Expression> plans) {
        return new PlanSet(ADA, "r1", RULES, plans);
    }

    private static PlanSet sample() {
        return set(Map.of(
                Question.of(Action.READ),
                new Operation("and", List.of(SHARED, new Operation("not", List.of(SHARED)))),
                Question.why("file", "file.secret"),
                SHARED,
                Question.of(Action.USE),
                Expression.FALSE));
    }

    @Test
    void whatIsLoadedBeforehandIsLoadedWithoutFault() {
        assertDoesNotThrow(PlanCodec::preload);
    }

    @Test
    void aSetComesBackAsItWas() {
        var back = PlanCodec.read(PlanCodec.write(sample()), ADA);
        assertEquals(sample().plans(), back.plans());
        assertEquals("r1", back.revision());
        assertEquals(ADA, back.principal());
        assertEquals(RULES.entries(), back.rules().entries());
        assertEquals("r1", back.rules().revision());
        assertArrayEquals(PlanCodec.write(sample()), PlanCodec.write(back));
    }

    @Test
    void equalPartsAreOne() {
        var back = PlanCodec.read(PlanCodec.write(sample()), ADA).plans();
        var read = assertInstanceOf(Operation.class, back.get(Question.of(Action.READ)));
        assertSame(
                back.get(Question.why("file", "file.secret")), read.operands().getFirst());
    }

    @Test
    void plansOfAnotherPrincipalAreNotRead() {
        var bytes = PlanCodec.write(sample());
        for (var other : List.of(
                new Principal("bob", ADA.roles(), ADA.attributes()),
                new Principal("ada", List.of("contractor"), ADA.attributes()),
                new Principal("ada", ADA.roles(), Map.of()))) {
            assertThrows(UnreadablePlans.class, () -> PlanCodec.read(bytes, other));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"format\":1>\"format\":2",
                "\"revision\":\"r1\",\"rules\">\"revision\":1,\"rules\"",
                "\"operands\":[0,1]>\"operands\":[0,2]",
                "\"operands\":[0,1]>\"operands\":[0,-1]",
                "\"operands\":[0,1]>\"operands\":[0,\"1\"]",
                "\"operands\":[0,1]>\"operands\":7",
                "{\"variable\":\"request.resource.attr.name\"}>{}",
                "{\"variable\":\"request.resource.attr.name\"}>{\"variable\":1}",
                "\"read\":4>\"read\":99",
                "\"severity\":\"HIGH\">\"severity\":\"HUGE\"",
                "{>["
            })
    void whatWasChangedIsNotRead(String change) {
        var text = new String(PlanCodec.write(sample()), UTF_8);
        var changed = text.replace(change.split(">", -1)[0], change.split(">", -1)[1]);
        assertTrue(!changed.equals(text), text);
        assertThrows(UnreadablePlans.class, () -> PlanCodec.read(changed.getBytes(UTF_8), ADA));
    }

    @Test
    void aListThatUnfoldsToMillionsOfPartsIsNotRead() {
        var nodes = IntStream.range(0, 25)
                .mapToObj(i -> "{\"operator\":\"and\",\"operands\":[" + i + "," + i + "]}")
                .toList();
        var text = new String(PlanCodec.write(set(Map.of(Question.of(Action.READ), new Variable("x")))), UTF_8)
                .replace("[{\"variable\":\"x\"}]", "[{\"variable\":\"x\"}," + String.join(",", nodes) + "]")
                .replace("\"read\":0", "\"read\":25");
        assertThrows(UnreadablePlans.class, () -> PlanCodec.read(text.getBytes(UTF_8), ADA));
    }

    @Test
    void plansAreReadAsDeepAsTheyWereTaken() {
        Expression deep = new Variable("x");
        for (int i = 0; i < PlanReply.MAX_DEPTH; i++) {
            deep = new Operation("not", List.of(deep));
        }
        var readable = PlanCodec.write(set(Map.of(Question.of(Action.READ), deep)));
        assertEquals(deep, PlanCodec.read(readable, ADA).plans().get(Question.of(Action.READ)));
        var deeper = PlanCodec.write(set(Map.of(Question.of(Action.READ), new Operation("not", List.of(deep)))));
        assertThrows(UnreadablePlans.class, () -> PlanCodec.read(deeper, ADA));
    }
}

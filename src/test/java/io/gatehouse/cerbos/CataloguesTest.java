package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CataloguesTest {
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static KnownRules rules(String revision, String... ids) {
        return new KnownRules(
                revision,
                List.of(ids).stream()
                        .map(id -> new KnownRules.Entry(
                                new Rule(id, "tool", "why", "fix", true, Severity.LOW), List.of("use")))
                        .toList());
    }

    @Test
    void theLastTwoAreKept() {
        var one = rules("r1", "a");
        var two = rules("r2", "a", "b");
        var three = rules("r3", "c");
        var all = Catalogues.NONE.with(one).with(two).with(three);
        assertEquals(List.of(three, two), all.newestFirst());
        assertEquals(Optional.of(two), all.find("r2"));
        assertEquals(Optional.empty(), all.find("r1"));
        assertEquals("r3 r2", all.revisions());
        assertEquals(
                """
                ["use","allow:use","why:c","why:a","why:b"]""",
                all.actions(Action.USE).getValue());
        assertEquals("", Catalogues.NONE.revisions());
    }

    /// Each replica denies by a rule of its own, and sends its catalogue to whoever does not name its revision.
    private static void answer(BadPdp.Wire wire, int replica) throws java.io.IOException {
        var revision = "r" + replica;
        var rule = "rule" + replica;
        var body = wire.body();
        boolean isNamed = body.substring(0, body.indexOf("\"kind\":\"tool\"")).contains(revision);
        boolean isAsked = body.contains("why:" + rule);
        wire.json(("{'results': [{'resource': {'kind': 'gatehouse'}, 'actions': {}, 'outputs': [{'src':"
                        + " 'resource.gatehouse.vv1#revision', 'val': {'revision': '" + revision + "', 'rules': ["
                        + (isNamed
                                ? ""
                                : "{'id': '" + rule + "', 'kind': 'tool', 'actions': ['use'], 'why': 'w', 'fix': 'f',"
                                        + " 'severity': 'low'}")
                        + "]}}]}, {'resource': {'kind': 'tool'}, 'actions': {'use': 'EFFECT_DENY'"
                        + (isAsked ? ", 'why:" + rule + "': 'EFFECT_ALLOW'" : "") + "}}]}")
                .replace('\'', '"'));
    }

    @Test
    void replicasThatAnswerInTurnSendTheirCataloguesOnceAndDenyWithTheirReasons() {
        var confirmed = new ArrayList<String>();
        try (var server = new BadPdp((wire, n) -> answer(wire, n < 2 ? 1 : n < 4 ? 2 : 1 + n % 2));
                var pdp = new CerbosPdp(
                        new PdpConnection(server.url("http"), Optional.empty(), Map.of(), Map.of(), PATIENCE),
                        Clock.systemUTC(),
                        _ -> {})) {
            pdp.onConfirmed(rules -> confirmed.add(rules.revision()));
            var denied = new ArrayList<String>();
            for (int call = 0; call < 6; call++) {
                var answer = pdp.check(List.of(new AccessRequest(ADA, Action.USE, Map.of())), Map.of(), PATIENCE);
                var decided = assertInstanceOf(Answer.Decided.class, answer);
                var decision = decided.decisions().getFirst();
                assertEquals(Effect.DENY, decision.effect());
                denied.add(
                        decided.revision() + " " + decision.rules().getFirst().id());
            }
            assertEquals(List.of("r1 rule1", "r2 rule2", "r1 rule1", "r2 rule2", "r1 rule1", "r2 rule2"), denied);
            assertEquals(List.of("r1", "r2", "r1", "r2", "r1", "r2"), confirmed);
            assertEquals(2 + 2 + 4, server.requests());
        }
    }
}

package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Confirmation.Answer;
import io.gatehouse.enforcement.FakePerson;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls of a tool named Ask ask a person; others are allowed.
class ConfirmedCallTest {
    private static final Rule RULE = new Rule("tool.ask", "tool", "w", "f", false, Severity.LOW, "Let it?");

    private final FakePerson person = new FakePerson();
    private final HookServer server = new HookServer(HookServer::understood, ConfirmedCallTest::decision, person);

    @AfterEach
    void stop() {
        server.close();
    }

    private static Decision decision(AccessRequest request) {
        return request.text("tool").equals("Ask") && !request.texts("confirmed").contains("tool.ask")
                ? new Decision(Effect.DENY, List.of(RULE))
                : Decision.ALLOW;
    }

    private HookServer.Answer call(String tool, String... headers) {
        var all = new StringBuilder("Host: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer ")
                .append(HookServer.TOKEN);
        for (var header : headers) {
            all.append("\r\n").append(header);
        }
        var call = HookServer.call("ls").replace("Bash", tool).getBytes(UTF_8);
        return server.exchange(HookServer.post(all.toString(), call));
    }

    @Test
    void anAgentThatWaitsGetsThePersonsYes() {
        assertTrue(call("Ask", "Gatehouse-Waits: 110").hasNoOpinion());
        assertEquals(1, person.asked.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Other: 110",
                "Gatehouse-Waits: 60",
                "Gatehouse-Waits: ",
                "Gatehouse-Waits: -1",
                "Gatehouse-Waits: 110s",
                "Gatehouse-Waits: 99999999999999999999"
            })
    void anAgentThatDoesNotSayThatItWaitsLongEnoughGetsTheDeny(String header) {
        assertTrue(call("Ask", header).denies());
        assertEquals(List.of(), person.asked);
        assertEquals(
                Answer.IMPATIENT,
                server.recorded.getFirst().confirmation().orElseThrow().answer());
    }

    @Test
    void othersAreDecidedWhileMoreCallsWaitForThePersonThanAreDecidedAtATime() throws Exception {
        var asking = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        person.answer = _ -> {
            asking.countDown();
            try {
                answer.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return Answer.DENIED;
        };
        var waiting = new ArrayList<Thread>();
        for (int i = 0; i < 40; i++) {
            waiting.add(Thread.ofVirtual()
                    .start(() -> assertTrue(call("Ask", "Gatehouse-Waits: 110").denies())));
        }
        asking.await();

        for (int i = 0; i < 40; i++) {
            assertTrue(call("Bash").hasNoOpinion());
        }

        answer.countDown();
        for (var thread : waiting) {
            thread.join();
        }
        assertEquals(80, server.recorded.size());
        assertTrue(server.recorded.stream()
                .flatMap(record -> record.confirmation().stream())
                .anyMatch(confirmation -> confirmation.answer() == Answer.BUSY));
    }
}

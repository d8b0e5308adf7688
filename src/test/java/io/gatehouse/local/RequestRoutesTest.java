package io.gatehouse.local;

import static io.gatehouse.local.FakeRequests.DRAFT;
import static io.gatehouse.local.FakeRequests.KEPT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.local.LocalClient.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRoutesTest {
    private static final ExceptionWish WISH = new ExceptionWish(
            "id1",
            ScopeChoice.Kind.COMMAND,
            true,
            Duration.ofHours(2),
            OptionalLong.empty(),
            "Release day \u202e.",
            "OPS-7",
            Filer.AGENT);

    @TempDir
    Path dataDir;

    private TestDaemon daemon;
    private LocalClient client;

    @BeforeEach
    void start() throws Exception {
        daemon = new TestDaemon(dataDir);
        client = LocalClient.open(dataDir);
    }

    @AfterEach
    void end() {
        client.close();
        daemon.close();
    }

    @Test
    void requestsAreListedAndFound() {
        assertEquals(List.of(KEPT), client.requests());
        assertEquals(Optional.of(KEPT), client.findRequest("R-1"));
        assertEquals(Optional.empty(), client.findRequest("R-2"));
        assertEquals(Optional.empty(), client.findRequest("../status"));
    }

    @Test
    void aDraftTellsWhatCanBeAskedFor() {
        assertEquals(Optional.of(DRAFT), client.draft("id1"));
        assertEquals(Optional.empty(), client.draft("id2"));
    }

    @Test
    void aWishIsFiledAsItWasSaid() {
        assertEquals(KEPT, client.file(WISH));
        assertEquals(List.of(WISH), daemon.requests.asked);
    }

    @Test
    void aQuestionIsAnswered() {
        assertEquals(FakeRequests.kept(State.SEEN), client.answer("R-1", "main"));
        assertEquals(List.of("answer R-1 main"), daemon.requests.asked);
        var failure = assertThrows(LocalApiException.class, () -> client.answer("R-2", "main"));
        assertEquals("There is no exception request with this id.", failure.getMessage());
    }

    @Test
    void aRequestIsWithdrawnOrConfirmedByItsId() {
        assertEquals(FakeRequests.kept(State.WITHDRAWN), client.withdraw("R-1"));
        assertEquals(KEPT, client.confirm("R-1"));
        assertEquals(List.of("withdraw R-1", "confirm R-1"), daemon.requests.asked);
        for (var id : List.of("R-2", "../R-1")) {
            var failure = assertThrows(LocalApiException.class, () -> client.confirm(id));
            assertEquals("There is no exception request with this id.", failure.getMessage());
        }
        assertEquals(2, daemon.requests.asked.size());
    }

    @Test
    void aRefusalComesWithItsSentence() {
        daemon.requests.refusal = Optional.of("This rule cannot be waived: x.");
        assertEquals(
                "This rule cannot be waived: x.",
                assertThrows(LocalApiException.class, () -> client.file(WISH)).getMessage());
    }

    @Test
    void whoListensHearsOfEachChange() throws InterruptedException {
        var heard = new LinkedBlockingQueue<Event>();
        try (var _ = client.listen(heard::add)) {
            assertEquals(new Event.Connected(TestDaemon.STATUS), heard.poll(10, TimeUnit.SECONDS));
            daemon.requests.changes.publish(KEPT);
            assertEquals(new Event.Requested(KEPT), heard.poll(10, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "{}",
                "{\"enforcement\":\"id1\",\"scope\":\"ALL\",\"everySession\":true,\"wished\":\"PT1H\",\"uses\":1,\"justification\":\"x\",\"ticket\":\"\",\"filer\":\"PERSON\"}",
                "{\"enforcement\":\"id1\",\"scope\":\"EXACT\",\"everySession\":true,\"wished\":\"PT1H\",\"uses\":1,\"justification\":\"x\",\"ticket\":\"\",\"filer\":\"PERSON\",\"state\":\"GRANTED\"}",
                "{\"enforcement\":\"id1\",\"scope\":\"EXACT\",\"everySession\":true,\"wished\":\"soon\",\"uses\":1,\"justification\":\"x\",\"ticket\":\"\",\"filer\":\"PERSON\"}"
            })
    void whatIsNoWishIsRefused(String body) throws IOException {
        var answer = daemon.raw("POST /api/requests", daemon.bearer() + "Content-Type: application/json\r\n", body);
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertEquals(List.of(), daemon.requests.asked);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /api/requests/, 404",
        "GET /api/requests/R-2, 404",
        "POST /api/requests/R-2/confirm, 404",
        "POST /api/requests/R-1/grant, 404",
        "POST /api/requests/R-1/approve, 404",
        "GET /api/enforcements/id2/exception, 404",
        "POST /api/enforcements/id1/exception, 405",
        "DELETE /api/requests, 405",
        "DELETE /api/requests/R-1, 405",
        "GET /api/requests/R-1/confirm, 405",
        "POST /api/requests, 415"
    })
    void nothingElseIsServed(String target, int status) throws IOException {
        var answer = daemon.raw(target, daemon.bearer(), "");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }
}

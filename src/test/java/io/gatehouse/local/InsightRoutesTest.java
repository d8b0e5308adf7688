package io.gatehouse.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InsightRoutesTest {
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
    void stop() {
        client.close();
        daemon.close();
    }

    @Test
    void whatIsToldWhenSomebodyLooksArrivesAsItWasSaid() {
        assertEquals(FakeInsight.PRIVACY, client.privacy());
        assertEquals(Optional.of(FakeInsight.OF_CALL), client.privacy("id1"));
        assertEquals(FakeInsight.VITALS, client.vitals());
        assertEquals("a text", client.diagnostics());
    }

    @Test
    void ofACallThatIsNotThereNothingIsTold() {
        assertEquals(Optional.empty(), client.privacy("id2"));
    }

    @Test
    void itIsOnlyRead() throws Exception {
        for (var path : new String[] {"privacy", "vitals", "diagnostics", "enforcements/id1/privacy"}) {
            var answer = daemon.raw("POST /api/" + path, daemon.bearer(), "");
            assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
            assertTrue(daemon.raw("GET /api/" + path, "", "").startsWith("HTTP/1.1 401"));
        }
    }
}

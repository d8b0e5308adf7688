package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.store.KeptDocuments.Refused;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptDocumentsTest {
    @TempDir
    Path dir;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, CLOCK);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private boolean put(long version, byte... envelope) {
        return store.documents().put(version, envelope, NOON);
    }

    @Test
    void onlyANewerDocumentReplacesTheOneThatIsKept() {
        assertEquals(Optional.empty(), store.documents().find());
        assertTrue(put(5, (byte) 5, (byte) 0));
        assertFalse(put(5, (byte) 1));
        assertFalse(put(4, (byte) 1));
        assertTrue(put(6, (byte) 6, (byte) -1));
        close();
        open();
        var kept = store.documents().find().orElseThrow();
        assertEquals(6, kept.version());
        assertArrayEquals(new byte[] {6, -1}, kept.envelope());
    }

    @Test
    void theNewestHundredRefusalsCanBeSeen() {
        var at = NOON.truncatedTo(ChronoUnit.MILLIS);
        for (int i = 0; i < 103; i++) {
            store.documents().refuse(new Refused(at, "bad-signature", "number " + i, "00ff"));
        }
        var refused = store.documents().listRefused();
        assertEquals(100, refused.size());
        assertEquals(new Refused(at, "bad-signature", "number 102", "00ff"), refused.getFirst());
        assertEquals(new Refused(at, "bad-signature", "number 3", "00ff"), refused.getLast());
    }
}

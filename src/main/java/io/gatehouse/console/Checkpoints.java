package io.gatehouse.console;

import io.gatehouse.json.Json;
import io.gatehouse.wire.Envelope;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.JacksonException;

/// Countersigns how far the console has each laptop's log. Who can write the database cannot sign.
public final class Checkpoints {
    private static final int AT_A_TIME = 200;

    private final ConsoleDatabase database;
    private final SigningKey key;
    private final Clock clock;

    public Checkpoints(ConsoleDatabase database, SigningKey key, Clock clock) {
        this.database = database;
        this.key = key;
        this.clock = clock;
    }

    private record Head(String device, long seq, long epoch, long number, String chain) {}

    /// Something that was signed, as it is kept.
    ///
    /// @param signed absent when no key of the console signed it as it stands there
    public record Kept(long first, long seq, String keyId, Optional<Checkpoint> signed) {}

    /// Signs for all laptops whose log went on since.
    ///
    /// @return for how many
    public int run() {
        int all = 0;
        for (int part = AT_A_TIME; part == AT_A_TIME; all += part) {
            part = database.write(this::signSome);
        }
        return all;
    }

    private int signSome(Handle handle) {
        var heads = handle.createQuery(
                        """
                        SELECT h.device, h.seq, h.epoch, h.number, h.chain FROM audit_head h
                        WHERE h.seq > 0 AND NOT EXISTS (
                            SELECT 1 FROM audit_checkpoint c WHERE c.device = h.device AND c.seq >= h.seq)
                        AND NOT EXISTS (
                            SELECT 1 FROM audit_dropped d WHERE d.device = h.device AND d.last_seq >= h.seq)
                        ORDER BY h.device LIMIT :most""")
                .bind("most", AT_A_TIME)
                .map((row, _) -> new Head(
                        row.getString("device"),
                        row.getLong("seq"),
                        row.getLong("epoch"),
                        row.getLong("number"),
                        HexFormat.of().formatHex(row.getBytes("chain"))))
                .list();
        var now = Instant.ofEpochMilli(clock.millis());
        for (var head : heads) {
            handle.createUpdate(
                            """
                            INSERT INTO audit_checkpoint (device, day, seq, envelope)
                            VALUES (:device, :day, :seq, :envelope)
                            ON CONFLICT (device, day) DO UPDATE SET seq = excluded.seq, envelope = excluded.envelope""")
                    .bind("device", head.device())
                    .bind("day", Places.day(now))
                    .bind("seq", head.seq())
                    .bind(
                            "envelope",
                            sign(new Checkpoint(
                                    Checkpoint.VERSION,
                                    head.device(),
                                    1,
                                    head.seq(),
                                    head.epoch(),
                                    head.number(),
                                    head.chain(),
                                    now,
                                    false)))
                    .execute();
        }
        return heads.size();
    }

    /// As it is kept.
    String sign(Checkpoint checkpoint) {
        return Json.text(key.sign(checkpoint.bytes()));
    }

    /// Those of a laptop, by rising seq.
    List<Kept> list(Handle handle, String device) {
        return handle.createQuery(
                        "SELECT 1 AS first_seq, seq, envelope FROM audit_checkpoint WHERE device = :device ORDER BY seq")
                .bind("device", device)
                .map((row, _) ->
                        read(device, row.getLong("first_seq"), row.getLong("seq"), false, row.getString("envelope")))
                .list();
    }

    /// The runs of rows that a laptop's log had and that were dropped, by rising seq.
    List<Kept> listDropped(Handle handle, String device) {
        return handle.createQuery(
                        """
                        SELECT first_seq, last_seq, envelope FROM audit_dropped WHERE device = :device
                        ORDER BY first_seq""")
                .bind("device", device)
                .map((row, _) -> read(
                        device, row.getLong("first_seq"), row.getLong("last_seq"), true, row.getString("envelope")))
                .list();
    }

    /// The newest of a laptop.
    public Optional<Kept> last(String device) {
        return database.read(handle -> list(handle, device)).stream().reduce((_, later) -> later);
    }

    public List<Kept> dropped(String device) {
        return database.read(handle -> listDropped(handle, device));
    }

    private Kept read(String device, long first, long seq, boolean dropped, String envelope) {
        try {
            var read = Json.read(envelope, Envelope.class);
            var signed = key.verified(read)
                    .map(bytes -> Json.read(bytes, Checkpoint.class))
                    .filter(said -> said.checkpoint() == Checkpoint.VERSION
                            && said.device().equals(device)
                            && said.first() == first
                            && said.seq() == seq
                            && said.dropped() == dropped);
            return new Kept(first, seq, read.key(), signed);
        } catch (JacksonException | NullPointerException | IllegalArgumentException _) {
            return new Kept(first, seq, "", Optional.empty());
        }
    }
}

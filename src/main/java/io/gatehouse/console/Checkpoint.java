package io.gatehouse.console;

import io.gatehouse.json.Json;
import java.time.Instant;

/// What the console signs of a laptop's log, so that a later change of what it keeps shows.
///
/// @param checkpoint the version of this format, [#VERSION]; a laptop takes it for no document
/// @param first the first of the rows that it is about: up to `seq` they were taken, or dropped
/// @param chain the digest that the row behind `seq` continues, lower-case hex
/// @param dropped whether these rows were dropped after their time
public record Checkpoint(
        int checkpoint,
        String device,
        long first,
        long seq,
        long epoch,
        long number,
        String chain,
        Instant at,
        boolean dropped) {
    public static final int VERSION = 1;

    byte[] bytes() {
        return Json.bytes(this);
    }
}

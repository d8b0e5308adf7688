package io.gatehouse.console.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.ConsoleDatabase;
import io.gatehouse.console.ConsoleLog;
import io.gatehouse.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// What web hooks have not taken yet.
final class Outbox {
    /// After which a delivery is given up.
    static final Duration LONGEST = Duration.ofHours(24);

    /// For which nobody else tries what one instance is sending.
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int MOST = 500;

    private final ConsoleDatabase database;
    private final ConsoleLog log;
    private final Clock clock;

    Outbox(ConsoleDatabase database, ConsoleLog log, Clock clock) {
        this.database = database;
        this.log = log;
        this.clock = clock;
    }

    /// @param attempts before this one
    /// @param due as it stands in the table, by which it is still the same delivery
    record Delivery(String event, String hook, String body, int attempts, long due) {}

    /// The one that waits longest, for whoever calls alone.
    Optional<Delivery> claim(String hook) {
        return database.read(handle -> handle.createQuery(
                                """
                                SELECT event, hook, body, attempts, due_at FROM web_hook_delivery
                                WHERE hook = :hook AND due_at <= :now ORDER BY due_at, made_at, event LIMIT 1""")
                        .bind("hook", hook)
                        .bind("now", clock.millis())
                        .map((row, _) -> new Delivery(
                                row.getString("event"),
                                row.getString("hook"),
                                row.getString("body"),
                                row.getInt("attempts"),
                                row.getLong("due_at")))
                        .findOne())
                .flatMap(this::claim);
    }

    private Optional<Delivery> claim(Delivery seen) {
        long until = clock.millis() + CLAIM.toMillis();
        return move(seen, until, seen.attempts() + 1)
                ? Optional.of(new Delivery(seen.event(), seen.hook(), seen.body(), seen.attempts(), until))
                : Optional.empty();
    }

    /// @return false when somebody else has it
    private boolean move(Delivery delivery, long due, int attempts) {
        return database.write(handle -> handle.createUpdate(
                                """
                                UPDATE web_hook_delivery SET due_at = :due, attempts = :attempts
                                WHERE event = :event AND hook = :hook AND due_at = :seen""")
                        .bind("due", due)
                        .bind("attempts", attempts)
                        .bind("event", delivery.event())
                        .bind("hook", delivery.hook())
                        .bind("seen", delivery.due())
                        .execute())
                == 1;
    }

    void taken(Delivery delivery) {
        var _ = database.write(
                handle -> handle.createUpdate("DELETE FROM web_hook_delivery WHERE event = :event AND hook = :hook")
                        .bind("event", delivery.event())
                        .bind("hook", delivery.hook())
                        .execute());
    }

    /// Tries it again after twice the time, up to an hour, of which up to a half is left out by chance.
    void failed(Delivery delivery) {
        long usual = Math.min(LONGEST_WAIT.toMillis(), FIRST_WAIT.toMillis() << Math.min(20, delivery.attempts()));
        long wait = usual - ThreadLocalRandom.current().nextLong(usual / 2);
        var _ = move(delivery, clock.millis() + wait, delivery.attempts() + 1);
    }

    private record Old(String event, String hook, String body, int attempts) {
        String request() {
            return Json.tree(body.getBytes(UTF_8)).path("request").path("id").asString("");
        }
    }

    /// Gives up what waits too long, and says so in the log; also what is for a hook that the settings do not name
    /// any more.
    void giveUp() {
        var old = old();
        if (old.isEmpty()) {
            return;
        }
        var _ = database.write(handle -> {
            for (var one : old) {
                int gone = handle.createUpdate("DELETE FROM web_hook_delivery WHERE event = :event AND hook = :hook")
                        .bind("event", one.event())
                        .bind("hook", one.hook())
                        .execute();
                if (gone == 1) {
                    log.append(
                            handle,
                            "console",
                            "webhook.given-up",
                            one.request(),
                            "The web hook " + one.hook() + " did not take a change in " + LONGEST.toHours()
                                    + " hours and " + one.attempts() + " attempts. It will not hear of it.");
                }
            }
            return old.size();
        });
    }

    private List<Old> old() {
        return database.read(handle -> handle.createQuery(
                        "SELECT event, hook, body, attempts FROM web_hook_delivery WHERE made_at <= :old ORDER BY made_at LIMIT :most")
                .bind("old", clock.millis() - LONGEST.toMillis())
                .bind("most", MOST)
                .map((row, _) -> new Old(
                        row.getString("event"), row.getString("hook"), row.getString("body"), row.getInt("attempts")))
                .list());
    }
}

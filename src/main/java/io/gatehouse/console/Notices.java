package io.gatehouse.console;

import io.gatehouse.console.webhook.WebHook;
import io.gatehouse.json.Json;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Who must be told that a request or its grant has changed: written down in the transaction of the change, so
/// that none is forgotten and none is told that did not happen. Sending is not done here and can hold up nothing.
public final class Notices {
    private static final int AT_ONCE = 100;

    private final ConsoleDatabase database;
    private final List<WebHook> hooks;
    private final URI url;
    private final Clock clock;

    /// @param url the console's public address, for links
    public Notices(ConsoleDatabase database, List<WebHook> hooks, URI url, Clock clock) {
        this.database = database;
        this.hooks = List.copyOf(hooks);
        this.url = url;
        this.clock = clock;
    }

    /// In the transaction of the change.
    ///
    /// @param what a code, such as `request.approve`
    static void add(Handle handle, String what, String request, String by, Instant at) {
        handle.createUpdate(
                        """
                        INSERT INTO web_hook_event (id, what, request, by_whom, at)
                        VALUES (:id, :what, :request, :by, :at)""")
                .bind("id", UUID.randomUUID().toString())
                .bind("what", what)
                .bind("request", request)
                .bind("by", Tables.storable(by, 500))
                .bind("at", at.toEpochMilli())
                .execute();
    }

    private record Event(String id, String what, String request, String by, Instant at) {}

    /// Makes a delivery for each web hook out of what has happened. Where several instances do it at once, each
    /// event is taken by one of them.
    ///
    /// @return whether there may be more
    public boolean spread() {
        if (events(AT_ONCE).isEmpty()) {
            return false;
        }
        return database.write(handle -> {
            var taken = events(handle, AT_ONCE).stream()
                    .filter(event -> handle.createUpdate("DELETE FROM web_hook_event WHERE id = :id")
                                    .bind("id", event.id())
                                    .execute()
                            == 1)
                    .toList();
            for (var event : hooks.isEmpty() ? List.<Event>of() : taken) {
                StoredRequest.find(handle, event.request()).ifPresent(stored -> deliver(handle, event, stored));
            }
            return taken.size() == AT_ONCE;
        });
    }

    private List<Event> events(int most) {
        return database.read(handle -> events(handle, most));
    }

    private static List<Event> events(Handle handle, int most) {
        return handle.createQuery(
                        "SELECT id, what, request, by_whom, at FROM web_hook_event ORDER BY at, id LIMIT :most")
                .bind("most", most)
                .map((row, _) -> new Event(
                        row.getString("id"),
                        row.getString("what"),
                        row.getString("request"),
                        row.getString("by_whom"),
                        Tables.instant(row, "at")))
                .list();
    }

    private void deliver(Handle handle, Event event, StoredRequest stored) {
        for (var hook : hooks) {
            handle.createUpdate(
                            """
                            INSERT INTO web_hook_delivery (event, hook, body, made_at, due_at, attempts)
                            VALUES (:event, :hook, :body, :at, :now, 0)""")
                    .bind("event", event.id())
                    .bind("hook", hook.name())
                    .bind("body", Json.text(told(event, stored, hook.withCommands())))
                    .bind("at", event.at().toEpochMilli())
                    .bind("now", clock.millis())
                    .execute();
        }
    }

    /// Where the request stands by now, which may be further than the event says.
    private Map<String, Object> told(Event event, StoredRequest stored, boolean withCommand) {
        var request = new LinkedHashMap<String, Object>();
        request.put("id", stored.request().id());
        request.put("state", stored.request().state().name());
        request.put("version", stored.version());
        request.put("principal", stored.principal());
        request.put("device", stored.device());
        request.put("rules", stored.ruleIds());
        request.put("link", url.resolve("/requests/" + stored.request().id()).toString());
        stored.grant().ifPresent(grant -> request.put("grant", grant));
        stored.until().ifPresent(until -> request.put("until", until.toString()));
        if (withCommand) {
            request.put("command", stored.request().shown());
        }
        var told = new LinkedHashMap<String, Object>();
        told.put("id", event.id());
        told.put("event", event.what());
        told.put("at", event.at().toString());
        told.put("by", event.by());
        told.put("request", request);
        return told;
    }
}

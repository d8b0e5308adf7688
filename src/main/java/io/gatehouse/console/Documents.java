package io.gatehouse.console;

import io.gatehouse.grant.Grant;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Principal;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.Envelope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;

/// The signed document of each laptop: whose it is, its rollout and all that is granted to it.
///
/// Design. A new one is made in the transaction of each change, with a version that one conditional update raises,
/// so that no two are alike in it, and so that there is none without its change.
public final class Documents {
    /// A connected laptop gets a new one when this part of the lease is over.
    private static final int RENEWED_AFTER = 4;

    private static final String PUT = "UPDATE device SET document = :document, document_at = :at WHERE id = :device";

    private static final TypeReference<Map<String, Object>> ATTRIBUTES = new TypeReference<>() {};

    private final ConsoleDatabase database;
    private final SigningKey key;
    private final Duration lease;
    private final Clock clock;

    public Documents(ConsoleDatabase database, SigningKey key, Duration lease, Clock clock) {
        this.database = database;
        this.key = key;
        this.lease = lease;
        this.clock = clock;
    }

    /// @param version of the document
    public record Issued(long version, Instant at, Envelope envelope) {}

    private record Owner(String device, long version, Principal principal, String group) {
        static Owner read(ResultSet row) throws SQLException {
            return new Owner(
                    row.getString("id"),
                    row.getLong("document_version"),
                    Documents.principal(row),
                    row.getString("group_name"));
        }
    }

    /// Of a row of `device`.
    static Principal principal(ResultSet row) throws SQLException {
        return new Principal(
                row.getString("principal"),
                List.of(Json.read(row.getString("roles"), String[].class)),
                Json.mapper().readValue(row.getString("attributes"), ATTRIBUTES));
    }

    public Optional<Issued> find(String device) {
        return database.read(handle -> find(handle, device));
    }

    static Optional<Issued> find(Handle handle, String device) {
        return handle.createQuery(
                        """
                        SELECT document_version, document, document_at FROM device
                        WHERE id = :device AND document IS NOT NULL""")
                .bind("device", device)
                .map((row, _) -> new Issued(
                        row.getLong("document_version"),
                        Tables.instant(row, "document_at"),
                        Json.read(row.getString("document"), Envelope.class)))
                .findOne();
    }

    /// Whether it is time for a new one, long before the lease of this one ends.
    public boolean isDue(Issued issued) {
        return !clock.instant().isBefore(issued.at().plus(lease.dividedBy(RENEWED_AFTER)));
    }

    /// Makes a new one with the same grants, unless another instance just did.
    public void renew(String device) {
        var _ = database.write(handle -> {
            long change = Changes.begin(handle);
            if (find(handle, device).filter(issued -> !isDue(issued)).isEmpty()) {
                var _ = issue(handle, change, device);
            }
            return change;
        });
    }

    /// For all laptops of a group, some thousands: each question is asked once for all of them.
    void issueForGroup(Handle handle, long change, String group) {
        var now = Instant.ofEpochMilli(clock.millis());
        var rollouts = Rollouts.at(handle, now);
        var owners = handle.createQuery(
                        """
                        UPDATE device SET document_version = document_version + 1, changed = :change
                        WHERE group_name = :group AND released_at IS NULL
                        RETURNING id, document_version, principal, roles, attributes, group_name""")
                .bind("change", change)
                .bind("group", group)
                .map((row, _) -> Owner.read(row))
                .list();
        if (owners.isEmpty()) {
            return;
        }
        var grants = activeGrants(handle, now).stream().collect(Collectors.groupingBy(Grant::principal));
        var batch = handle.prepareBatch(PUT);
        for (var owner : owners) {
            var given = grants.getOrDefault(owner.principal().id(), List.of()).stream()
                    .filter(grant -> grant.device().map(owner.device()::equals).orElse(true))
                    .toList();
            batch.bind("document", Json.text(sign(owner, now, rollouts, given)))
                    .bind("at", now.toEpochMilli())
                    .bind("device", owner.device())
                    .add();
        }
        batch.execute();
    }

    private static List<Grant> activeGrants(Handle handle, Instant now) {
        return handle.createQuery("SELECT body FROM given_grant WHERE state = 'ACTIVE' AND until_at > :now ORDER BY id")
                .bind("now", now.toEpochMilli())
                .map((row, _) -> Json.read(row.getString("body"), Grant.class))
                .list();
    }

    private Envelope sign(Owner to, Instant now, Rollouts rollouts, List<Grant> grants) {
        return key.sign(new Document(
                        Document.CONTRACT,
                        to.version(),
                        to.device(),
                        to.principal(),
                        now,
                        Math.toIntExact(lease.toHours()),
                        key.announced(),
                        rollouts.of(to.device(), to.group()),
                        grants)
                .bytes());
    }

    /// For the devices that a grant concerns.
    void issueFor(Handle handle, long change, String principal, Optional<String> device) {
        for (var one : device.isPresent() ? List.of(device.get()) : devicesOf(handle, principal)) {
            var _ = issue(handle, change, one);
        }
    }

    private static List<String> devicesOf(Handle handle, String principal) {
        return handle.createQuery(
                        "SELECT id FROM device WHERE principal = :principal AND released_at IS NULL ORDER BY id")
                .bind("principal", principal)
                .mapTo(String.class)
                .list();
    }

    /// In a transaction that began with [Changes#begin]. Nothing is granted to a device that was released.
    ///
    /// @return absent where there is no such device
    Optional<Issued> issue(Handle handle, long change, String device) {
        var now = Instant.ofEpochMilli(clock.millis());
        var owner = handle.createQuery(
                        """
                        UPDATE device SET document_version = document_version + 1, changed = :change WHERE id = :device
                        RETURNING id, document_version, principal, roles, attributes, group_name""")
                .bind("change", change)
                .bind("device", device)
                .map((row, _) -> Owner.read(row))
                .findOne();
        return owner.map(to -> {
            var envelope = sign(
                    to,
                    now,
                    Rollouts.at(handle, now),
                    grants(handle, device, to.principal().id(), now));
            handle.createUpdate(PUT)
                    .bind("document", Json.text(envelope))
                    .bind("at", now.toEpochMilli())
                    .bind("device", device)
                    .execute();
            return new Issued(to.version(), now, envelope);
        });
    }

    private static List<Grant> grants(Handle handle, String device, String principal, Instant now) {
        return handle.createQuery(
                        """
                        SELECT body FROM given_grant
                        WHERE principal = :principal AND state = 'ACTIVE' AND until_at > :now
                            AND (device IS NULL OR device = :device)
                            AND EXISTS (SELECT 1 FROM device d WHERE d.id = :device AND d.released_at IS NULL)
                        ORDER BY id""")
                .bind("principal", principal)
                .bind("now", now.toEpochMilli())
                .bind("device", device)
                .map((row, _) -> Json.read(row.getString("body"), Grant.class))
                .list();
    }
}

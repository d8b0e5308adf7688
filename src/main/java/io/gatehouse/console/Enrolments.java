package io.gatehouse.console;

import io.gatehouse.json.Json;
import io.gatehouse.policy.Principal;
import io.gatehouse.wire.Enrolment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Makes laptops known by the codes that were issued for them.
public final class Enrolments {
    private static final int LONGEST = 200;

    private final ConsoleDatabase database;
    private final Documents documents;
    private final SigningKey key;
    private final ConsoleLog log;
    private final Clock clock;

    public Enrolments(ConsoleDatabase database, Documents documents, SigningKey key, ConsoleLog log, Clock clock) {
        this.database = database;
        this.documents = documents;
        this.key = key;
        this.log = log;
        this.clock = clock;
    }

    private record Code(String hash, String principal, List<String> roles, String by, Optional<String> byPrincipal) {
        static Code read(ResultSet row) throws SQLException {
            return new Code(
                    row.getString("hash"),
                    row.getString("principal"),
                    List.of(Json.read(row.getString("roles"), String[].class)),
                    row.getString("issued_by"),
                    Tables.findText(row, "issuer_principal"));
        }
    }

    /// Whose a laptop is now.
    private record Owner(String principal, boolean released) {}

    /// @return absent when the code is unknown, used or over, or the laptop is another person's
    /// @throws IllegalArgumentException when the public key is none
    public Optional<Enrolment.Answer> enrol(Enrolment.Request request) {
        DeviceKeys.needsKey(request.publicKey());
        return EnrolmentCode.parse(request.code())
                .flatMap(code -> database.write(handle -> enrol(handle, request, code)));
    }

    private Optional<Enrolment.Answer> enrol(Handle handle, Enrolment.Request request, EnrolmentCode shown) {
        long change = Changes.begin(handle);
        var used = use(handle, shown, request.device());
        if (used.isEmpty()) {
            return Optional.empty();
        }
        var code = used.get();
        var owner = handle.createQuery("SELECT principal, released_at FROM device WHERE id = :id")
                .bind("id", request.device())
                .map((row, _) -> new Owner(
                        row.getString("principal"),
                        Tables.findInstant(row, "released_at").isPresent()))
                .findOne();
        if (owner.filter(before -> !before.released() && !before.principal().equals(code.principal()))
                .isPresent()) {
            log.append(
                    handle,
                    code.principal(),
                    "device.enrol-refused",
                    request.device(),
                    "A code was used for a laptop that is somebody else's and was not released.");
            return Optional.empty();
        }
        put(handle, request, code, change);
        log.append(
                handle,
                code.principal(),
                "device.enrol",
                request.device(),
                "Enrolled " + Tables.storable(request.host(), LONGEST) + " by a code of " + code.by() + ".");
        return documents
                .issue(handle, change, request.device())
                .map(issued -> new Enrolment.Answer(
                        new Principal(code.principal(), code.roles(), Map.of()), key.announced(), issued.envelope()));
    }

    private Optional<Code> use(Handle handle, EnrolmentCode code, String device) {
        return handle.createQuery(
                        """
                        UPDATE enrolment_code SET used_at = :now, used_by = :device
                        WHERE hash = :hash AND used_at IS NULL AND ends_at > :now
                        RETURNING hash, principal, roles, issued_by, issuer_principal""")
                .bind("now", clock.millis())
                .bind("device", device)
                .bind("hash", code.hash())
                .map((row, _) -> Code.read(row))
                .findOne();
    }

    private void put(Handle handle, Enrolment.Request request, Code code, long change) {
        handle.createUpdate(
                        """
                        INSERT INTO device (id, principal, roles, public_key, host, os, version, enrolled_at, enrolled_by,
                            enroller_principal, seen_at, document_version, changed)
                        VALUES (:id, :principal, :roles, :key, :host, :os, :version, :now, :by, :byPrincipal, :now, 0,
                            :change)
                        ON CONFLICT (id) DO UPDATE SET principal = excluded.principal, roles = excluded.roles,
                            public_key = excluded.public_key, host = excluded.host, os = excluded.os,
                            version = excluded.version, enrolled_at = excluded.enrolled_at,
                            enrolled_by = excluded.enrolled_by, enroller_principal = excluded.enroller_principal,
                            attributes = CASE WHEN device.principal = excluded.principal THEN device.attributes ELSE '{}' END,
                            group_name = CASE WHEN device.principal = excluded.principal THEN device.group_name
                                ELSE 'everyone' END,
                            terms_version = device.terms_version + 1, released_at = NULL, seen_at = excluded.seen_at, report = NULL, reported_at = NULL,
                            changed = excluded.changed""")
                .bind("id", request.device())
                .bind("principal", code.principal())
                .bind("roles", Json.text(code.roles()))
                .bind("key", request.publicKey())
                .bind("host", Tables.storable(request.host(), LONGEST))
                .bind("os", Tables.storable(request.os(), LONGEST))
                .bind("version", Tables.storable(request.version(), LONGEST))
                .bind("now", clock.millis())
                .bind("by", code.by())
                .bind("byPrincipal", code.byPrincipal().orElse(null))
                .bind("change", change)
                .execute();
    }
}

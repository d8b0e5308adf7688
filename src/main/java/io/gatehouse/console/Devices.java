package io.gatehouse.console;

import io.gatehouse.json.Json;
import io.gatehouse.policy.Principal;
import io.gatehouse.wire.DeviceReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// The laptops that the console knows, and the codes by which others become known.
public final class Devices {
    /// A laptop that reports every few minutes and was silent for this long is away.
    public static final Duration AWAY_AFTER = Duration.ofMinutes(10);

    private static final Duration CODE_LASTS = Duration.ofDays(1);
    private static final int MOST = 20_000;
    private static final int MOST_ATTRIBUTES = 20;
    private static final String RELEASED = "The laptop was released.";
    private static final String SELECT =
            "SELECT d.*, h.seq AS up_to FROM device d LEFT JOIN audit_head h ON h.device = d.id ";

    private final ConsoleDatabase database;
    private final GrantDesk grants;
    private final Documents documents;
    private final ConsoleLog log;
    private final Clock clock;

    public Devices(ConsoleDatabase database, GrantDesk grants, Documents documents, ConsoleLog log, Clock clock) {
        this.database = database;
        this.grants = grants;
        this.documents = documents;
        this.log = log;
        this.clock = clock;
    }

    /// @param enrolledBy the reviewer who issued the code
    /// @param enrollerPrincipal who that is to the policies
    /// @param releasedAt since when it may enrol elsewhere, and is served no more
    /// @param report what it said last about itself
    /// @param upTo how many records of its audit log the console has
    /// @param documentVersion of the newest signed document
    /// @param attributes of the person
    /// @param group whose rollout counts
    /// @param termsVersion rises with each change of roles, attributes and group
    public record Device(
            String id,
            String principal,
            List<String> roles,
            String host,
            String os,
            String version,
            Instant enrolledAt,
            String enrolledBy,
            Optional<String> enrollerPrincipal,
            Optional<Instant> releasedAt,
            Instant seenAt,
            Optional<DeviceReport> report,
            Optional<Instant> reportedAt,
            long upTo,
            long documentVersion,
            Map<String, Object> attributes,
            String group,
            long termsVersion) {}

    /// What an administrator says of a laptop.
    ///
    /// @param version that was seen
    /// @param attributes of the person
    public record Terms(long version, List<String> roles, Map<String, String> attributes, String group) {}

    /// Where a laptop's log is not what was written: `gap`, `broken-chain`, `numbers`, `rewritten`, `unreadable`,
    /// `filed-otherwise`, `late`.
    public record Break(String device, long seq, String kind, String what, Instant foundAt) {}

    /// @param code to be shown once; only its hash is kept
    public record IssuedCode(String code, String principal, Instant endsAt) {}

    /// The names of principals and roles as an administrator types them.
    public sealed interface Issued {
        record Code(IssuedCode code) implements Issued {}

        record Invalid(String sentence) implements Issued {}
    }

    /// By host.
    public List<Device> list() {
        return database.read(handle -> handle.createQuery(SELECT + "ORDER BY d.host, d.id LIMIT :most")
                .bind("most", MOST)
                .map((row, _) -> read(row))
                .list());
    }

    public Optional<Device> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    static Optional<Device> find(Handle handle, String id) {
        return handle.createQuery(SELECT + "WHERE d.id = :id")
                .bind("id", id)
                .map((row, _) -> read(row))
                .findOne();
    }

    /// The newest first.
    public List<Break> breaks(String device) {
        return database.read(handle -> handle.createQuery(
                        "SELECT * FROM audit_break WHERE device = :device ORDER BY found_at DESC, seq DESC LIMIT 1000")
                .bind("device", device)
                .map((row, _) -> readBreak(row))
                .list());
    }

    /// Of all laptops, the newest first.
    public List<Break> recentBreaks(int limit) {
        return database.read(
                handle -> handle.createQuery("SELECT * FROM audit_break ORDER BY found_at DESC, seq DESC LIMIT :limit")
                        .bind("limit", limit)
                        .map((row, _) -> readBreak(row))
                        .list());
    }

    /// A code by which one laptop becomes that person's, once and within a day.
    public Issued issueCode(String principal, List<String> roles, Reviewer issuer) {
        if (!issuer.is(Role.ADMINISTRATOR)) {
            return new Issued.Invalid("Only an administrator enrols laptops.");
        }
        var who = principal(principal, roles);
        if (who.isEmpty()) {
            return new Issued.Invalid("Name the person, and at least one role, in up to 200 characters each.");
        }
        var code = EnrolmentCode.random();
        var now = clock.millis();
        var endsAt = Instant.ofEpochMilli(now).plus(CODE_LASTS);
        var _ = database.write(handle -> {
            handle.createUpdate(
                            """
                            INSERT INTO enrolment_code
                                (hash, principal, roles, issued_at, issued_by, issuer_principal, ends_at)
                            VALUES (:hash, :principal, :roles, :now, :by, :byPrincipal, :ends)""")
                    .bind("hash", code.hash())
                    .bind("principal", who.get().id())
                    .bind("roles", Json.text(who.get().roles()))
                    .bind("now", now)
                    .bind("by", issuer.name())
                    .bind("byPrincipal", issuer.principal().orElse(null))
                    .bind("ends", endsAt.toEpochMilli())
                    .execute();
            return log.append(
                    handle,
                    issuer.name(),
                    "device.code",
                    who.get().id(),
                    "Issued a code to enrol one laptop of " + who.get().id() + " with the roles "
                            + String.join(", ", who.get().roles()) + ".");
        });
        return new Issued.Code(new IssuedCode(code.text(), who.get().id(), endsAt));
    }

    private static Optional<Principal> principal(String id, List<String> roles) {
        var names = roles.stream().map(String::strip).toList();
        boolean isText =
                isName(id.strip()) && !names.isEmpty() && names.stream().allMatch(Devices::isName);
        return isText ? Optional.of(new Principal(id.strip(), names, Map.of())) : Optional.empty();
    }

    private static boolean isName(String text) {
        return !text.isBlank()
                && text.length() <= 200
                && Tables.storable(text, 200).equals(text);
    }

    /// Changes roles, attributes and group. A laptop that is connected goes by them within seconds.
    public RolloutDesk.Result change(String id, Terms terms, String sentence, Reviewer reviewer) {
        if (!reviewer.is(Role.ADMINISTRATOR)) {
            return new RolloutDesk.Result.Invalid("Only an administrator changes whose roles count.");
        }
        if (sentence.isBlank() || sentence.length() > Approval.LONGEST_NOTE) {
            return new RolloutDesk.Result.Invalid("Say in up to " + Approval.LONGEST_NOTE + " characters why.");
        }
        return database.write(handle -> {
            long change = Changes.begin(handle);
            var before = find(handle, id).filter(device -> device.releasedAt().isEmpty());
            if (before.isEmpty()) {
                return new RolloutDesk.Result.Invalid("There is no such laptop, or it was released.");
            }
            var who = principal(before.get().principal(), terms.roles());
            if (who.isEmpty() || !areNames(terms.attributes())) {
                return new RolloutDesk.Result.Invalid(
                        "Name at least one role, and each attribute and its value, in up to 200 characters each.");
            }
            if (reviewer.isKnownAs(before.get().principal())) {
                return new RolloutDesk.Result.Invalid("This is your own laptop. Another administrator changes it.");
            }
            boolean isGroup = handle.createQuery("SELECT count(*) FROM rollout_group WHERE name = :name")
                            .bind("name", terms.group())
                            .mapTo(Integer.class)
                            .one()
                    == 1;
            if (!isGroup) {
                return new RolloutDesk.Result.Invalid("There is no such group.");
            }
            int changed = handle.createUpdate(
                            """
                            UPDATE device SET roles = :roles, attributes = :attributes, group_name = :group,
                                terms_version = terms_version + 1
                            WHERE id = :id AND terms_version = :version""")
                    .bind("roles", Json.text(who.get().roles()))
                    .bind("attributes", Json.text(terms.attributes()))
                    .bind("group", terms.group())
                    .bind("id", id)
                    .bind("version", terms.version())
                    .execute();
            if (changed == 0) {
                return new RolloutDesk.Result.Stale(
                        "Somebody changed it meanwhile. Look at it again before you change it.");
            }
            log.append(
                    handle,
                    reviewer.name(),
                    "device.change",
                    id,
                    sentence + " ("
                            + told(
                                    before.get().roles(),
                                    before.get().attributes(),
                                    before.get().group()) + " → "
                            + told(who.get().roles(), terms.attributes(), terms.group()) + ")");
            var _ = documents.issue(handle, change, id);
            return new RolloutDesk.Result.Done();
        });
    }

    private static boolean areNames(Map<String, String> attributes) {
        return attributes.size() <= MOST_ATTRIBUTES
                && attributes.entrySet().stream()
                        .allMatch(attribute -> isName(attribute.getKey()) && isName(attribute.getValue()));
    }

    private static String told(List<String> roles, Map<String, ?> attributes, String group) {
        var more = new TreeMap<>(attributes);
        return String.join(", ", roles) + (more.isEmpty() ? "" : ", " + more) + ", group " + group;
    }

    /// Lets a laptop enrol elsewhere. From then on it is not served, and what was granted to it is taken back.
    public Outcome release(String id, String sentence, Reviewer reviewer) {
        if (!reviewer.is(Role.ADMINISTRATOR)) {
            return new Outcome.Invalid("Only an administrator releases laptops.");
        }
        return database.write(handle -> {
            long change = Changes.begin(handle);
            int released = handle.createUpdate(
                            "UPDATE device SET released_at = :now WHERE id = :id AND released_at IS NULL")
                    .bind("now", clock.millis())
                    .bind("id", id)
                    .execute();
            if (released == 0) {
                return new Outcome.Stale("There is no such laptop, or it was released before.");
            }
            grants.endAllOf(handle, change, id, reviewer.name(), RELEASED);
            StoredRequest.expireAllOf(handle, id, reviewer.name(), clock.instant(), RELEASED);
            var _ = documents.issue(handle, change, id);
            log.append(handle, reviewer.name(), "device.release", id, sentence);
            Changes.mark(handle, change, List.of(id));
            return new Outcome.Done(0, io.gatehouse.grant.ExceptionRequest.State.WITHDRAWN, "Released.");
        });
    }

    private static Break readBreak(ResultSet row) throws SQLException {
        return new Break(
                row.getString("device"),
                row.getLong("seq"),
                row.getString("kind"),
                row.getString("what"),
                Tables.instant(row, "found_at"));
    }

    private static Device read(ResultSet row) throws SQLException {
        return new Device(
                row.getString("id"),
                row.getString("principal"),
                List.of(Json.read(row.getString("roles"), String[].class)),
                row.getString("host"),
                row.getString("os"),
                row.getString("version"),
                Tables.instant(row, "enrolled_at"),
                row.getString("enrolled_by"),
                Tables.findText(row, "enroller_principal"),
                Tables.findInstant(row, "released_at"),
                Tables.instant(row, "seen_at"),
                Tables.findText(row, "report").map(report -> Json.read(report, DeviceReport.class)),
                Tables.findInstant(row, "reported_at"),
                row.getLong("up_to"),
                row.getLong("document_version"),
                Documents.principal(row).attributes(),
                row.getString("group_name"),
                row.getLong("terms_version"));
    }
}

package io.gatehouse.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Scope;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Rule;
import io.gatehouse.store.RecordFormat;
import io.gatehouse.store.RecordReader;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.Filing;
import io.gatehouse.wire.Standing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Takes what developers ask for, and tells their laptops where it stands.
///
/// Design. Who asks and from where is what the enrolment says; what was denied and by which rules is what the
/// record says. The laptop's words are only the wish and the reasons.
public final class Filings {
    /// How long a request waits for a decision.
    public static final Duration DECIDED_WITHIN = Duration.ofDays(7);

    /// How long a laptop is told of what is over.
    private static final Duration TOLD_FOR = Duration.ofDays(30);

    private static final int MOST_OPEN = 200;
    private static final int LONGEST_TICKET = 1_000;
    private static final int LONGEST_SHOWN = 32 << 10;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final ConsoleDatabase database;
    private final GrantDesk grants;
    private final ConsoleLog log;
    private final Clock clock;

    public Filings(ConsoleDatabase database, GrantDesk grants, ConsoleLog log, Clock clock) {
        this.database = database;
        this.grants = grants;
        this.log = log;
        this.clock = clock;
    }

    /// Keeps a request, or finds that it was kept before.
    ///
    /// @throws IllegalArgumentException with a sentence, when it contradicts its evidence
    public Standing file(String device, String principal, Filing filing) {
        var request = filing.request();
        if (!ID.matcher(request.id()).matches()) {
            throw new IllegalArgumentException("The id of a request is 1 to 64 letters, digits, dots and dashes.");
        }
        var denied = denied(filing);
        if (!denied.principal().id().equals(principal)) {
            throw new IllegalArgumentException("The record is of a call that somebody else made.");
        }
        var asked = asked(request, denied);
        return database.write(handle -> {
            long change = Changes.begin(handle);
            var before = StoredRequest.find(handle, request.id());
            if (before.isPresent()) {
                return needsOwn(before.get(), device, principal).standing();
            }
            needsRoom(handle, device);
            insert(handle, device, principal, asked, filing);
            Changes.mark(handle, change, List.of(device));
            Notices.add(handle, "request.file", request.id(), principal, clock.instant());
            return StoredRequest.find(handle, request.id()).orElseThrow().standing();
        });
    }

    private static StoredRequest needsOwn(StoredRequest stored, String device, String principal) {
        if (!stored.device().equals(device) || !stored.principal().equals(principal)) {
            throw new IllegalArgumentException("This id is taken; make another one.");
        }
        return stored;
    }

    private static void needsRoom(Handle handle, String device) {
        long open = handle.createQuery(
                        "SELECT count(*) FROM exception_request WHERE device = :device AND state IN ('WAITING', 'SEEN')")
                .bind("device", device)
                .mapTo(Long.class)
                .one();
        if (open >= MOST_OPEN) {
            throw new IllegalArgumentException(
                    "This laptop has " + MOST_OPEN + " requests that wait; withdraw some of them first.");
        }
    }

    private static Enforcement denied(Filing filing) {
        try {
            return RecordReader.read(filing.evidence().record());
        } catch (RecordFormat.Unreadable e) {
            throw new IllegalArgumentException("The record of the denied call cannot be read.", e);
        }
    }

    /// In observe mode an exception can be asked for before anything is denied.
    private static List<Rule> deniedBy(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> List.of();
            case Verdict.Deny deny -> deny.rules();
            case Verdict.WouldDeny(var deny) -> deny.rules();
        };
    }

    /// The request with the facts of the record.
    private static ExceptionRequest asked(ExceptionRequest request, Enforcement denied) {
        var rules = deniedBy(denied.verdict());
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("The record is not of a call that rules denied.");
        }
        if (!request.enforcement().equals(denied.id())) {
            throw new IllegalArgumentException("The request quotes another call than its record.");
        }
        if (!request.reach().agent().equals(denied.origin().agent())
                || !request.reach().workspace().equals(denied.workspace())) {
            throw new IllegalArgumentException("The request is for another agent or workspace than its record.");
        }
        if (request.scope() instanceof Scope.ExactCall(var key) && !key.equals(denied.callKey())) {
            throw new IllegalArgumentException("The request is for another exact call than its record.");
        }
        if (request.ticket().length() > LONGEST_TICKET) {
            throw new IllegalArgumentException("The ticket is over " + LONGEST_TICKET + " characters.");
        }
        return new ExceptionRequest(
                request.id(),
                request.filedAt(),
                request.filer(),
                request.enforcement(),
                Tables.storable(denied.shown(), LONGEST_SHOWN),
                fired(denied, rules),
                request.scope(),
                request.reach(),
                request.wished(),
                request.uses(),
                request.justification(),
                request.ticket(),
                State.WAITING,
                Optional.empty());
    }

    /// Those that the verdict told, and every other one that denied a part of the call.
    private static List<Rule> fired(Enforcement denied, List<Rule> told) {
        var parts = denied.asked().stream().flatMap(asked -> asked.decision().rules().stream());
        return Stream.concat(told.stream(), parts).distinct().toList();
    }

    private void insert(Handle handle, String device, String principal, ExceptionRequest asked, Filing filing) {
        long now = clock.millis();
        handle.createUpdate(
                        """
                        INSERT INTO exception_request (id, device, principal, state, version, received_at, changed_at,
                            ends_at, waivable, rules, request, evidence_seq, evidence)
                        VALUES (:id, :device, :principal, 'WAITING', 1, :now, :now, :ends, :waivable, :rules, :request,
                            :seq, :record)""")
                .bind("id", asked.id())
                .bind("device", device)
                .bind("principal", principal)
                .bind("now", now)
                .bind("ends", now + DECIDED_WITHIN.toMillis())
                .bind("waivable", asked.hard().isEmpty() ? 1L : 0L)
                .bind(
                        "rules",
                        Tables.words(asked.rules().stream()
                                .map(EvidenceColumns::id)
                                .distinct()
                                .toList()))
                .bind("request", Json.text(asked))
                .bind("seq", filing.evidence().seq())
                .bind("record", filing.evidence().record().getBytes(UTF_8))
                .execute();
    }

    /// Keeps what the person says to what a reviewer asks back, once. Pages that do not show it become stale.
    ///
    /// @return absent where this laptop filed no such request
    public Optional<Standing> answer(String device, String principal, Answer answer) {
        if (!ID.matcher(answer.request()).matches()) {
            return Optional.empty();
        }
        return database.write(handle -> {
            long change = Changes.begin(handle);
            var stored = own(handle, device, principal, answer.request());
            var words = Tables.storable(answer.answer(), Answer.LONGEST);
            boolean isNew = stored.filter(StoredRequest::isOpen)
                    .filter(asked -> asked.question().equals(Optional.of(answer.question()))
                            && !asked.answer().equals(Optional.of(words)))
                    .isPresent();
            if (isNew) {
                handle.createUpdate(
                                """
                                UPDATE exception_request SET answer = :answer, version = version + 1, changed_at = :now
                                WHERE id = :id""")
                        .bind("answer", words)
                        .bind("now", clock.millis())
                        .bind("id", answer.request())
                        .execute();
                log.append(handle, principal, "request.answer", answer.request(), words);
                Changes.mark(handle, change, List.of(device));
                Notices.add(handle, "request.answer", answer.request(), principal, clock.instant());
            }
            return stored.map(StoredRequest::standing);
        });
    }

    private static Optional<StoredRequest> own(Handle handle, String device, String principal, String id) {
        return StoredRequest.find(handle, id)
                .filter(found ->
                        found.device().equals(device) && found.principal().equals(principal));
    }

    /// Takes a request back. What was granted by then ends: the person does not want it.
    ///
    /// @return absent where this laptop filed no such request
    public Optional<Standing> withdraw(String device, String principal, String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        return database.write(handle -> {
            long change = Changes.begin(handle);
            var stored = own(handle, device, principal, id);
            if (stored.filter(StoredRequest::isOpen).isPresent()) {
                handle.createUpdate(
                                """
                                UPDATE exception_request SET state = 'WITHDRAWN', version = version + 1, changed_at = :now
                                WHERE id = :id AND state IN ('WAITING', 'SEEN')""")
                        .bind("now", clock.millis())
                        .bind("id", id)
                        .execute();
                Changes.mark(handle, change, List.of(device));
                Notices.add(handle, "request.withdraw", id, principal, clock.instant());
            }
            stored.flatMap(StoredRequest::grant).ifPresent(grant -> grants.giveUp(handle, change, grant, principal));
            return StoredRequest.find(handle, id)
                    .filter(_ -> stored.isPresent())
                    .map(StoredRequest::standing);
        });
    }

    /// Of all requests of a laptop that are open or changed lately.
    public List<Standing> standings(String device, String principal) {
        var since = Instant.ofEpochMilli(clock.millis()).minus(TOLD_FOR);
        return database.read(handle -> StoredRequest.ofDevice(handle, device, principal, since)).stream()
                .map(StoredRequest::standing)
                .toList();
    }
}

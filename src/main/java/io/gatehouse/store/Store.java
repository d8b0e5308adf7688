package io.gatehouse.store;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.DecisionCache;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.ToolCall;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// One open database: the laptop's evidence, and what it decides by while the PDP is away. For use by many threads,
/// in one process.
public final class Store implements AutoCloseable {
    /// The size at which no more evidence is taken.
    public static final long MAX_BYTES = 2L << 30;

    private static final int MAX_DECISIONS = 50_000;

    private final Database database;
    private final Installation installation;
    private final long maxBytes;
    private final EnforcementLog log;
    private final KeptRequests requests;
    private final Optional<String> warning;

    private Store(Database database, Installation installation, long maxBytes, Clock clock, Optional<String> warning) {
        this.database = database;
        this.installation = installation;
        this.maxBytes = maxBytes;
        this.log = new EnforcementLog(database, installation, maxBytes, clock);
        this.requests = new KeptRequests(database);
        this.warning = warning;
    }

    /// Opens `gatehouse.db` in a directory, makes what does not exist and brings it to this version's schema. Each
    /// open is a new epoch. A damaged database is set aside and a new one started, which [#warning] tells.
    ///
    /// @param maxBytes the size at which [AuditLog#append] refuses, usually [#MAX_BYTES]
    /// @throws StoreException when it cannot be opened, or was written by a newer version
    public static Store open(Path dataDir, long maxBytes, Clock clock) {
        var file = new DatabaseFile(dataDir);
        file.prepare();
        try {
            return open(file, maxBytes, clock, Optional.empty());
        } catch (StoreException e) {
            if (!e.isFinal()) {
                throw e;
            }
            var aside = file.setAside(clock.instant());
            file.prepare();
            return open(
                    file,
                    maxBytes,
                    clock,
                    Optional.of("The audit database "
                            + (e.isDamage() ? "was damaged" : "is of an earlier version")
                            + ". It is kept as " + aside
                            + " for your security team; a new one was started, and earlier records are not shown. ("
                            + e.getMessage() + ")"));
        }
    }

    private static Store open(DatabaseFile file, long maxBytes, Clock clock, Optional<String> warning) {
        var database = Database.open(file.path(), file::suspectDamage);
        boolean opened = false;
        try {
            Migrations.run(database);
            database.locked(session -> {
                file.check(session);
                return true;
            });
            // Reaches the disk before anything rests on it: no power cut can make two starts one epoch.
            var installation = database.write(session -> Installation.begin(session, clock.millis()));
            database.stopWaitingForDisk();
            opened = true;
            return new Store(database, installation, maxBytes, clock, warning);
        } finally {
            if (!opened) {
                database.close();
            }
        }
    }

    /// Loads SQLite before it is needed. Does nothing that shows.
    public static void preload() {
        Database.preload();
    }

    public AuditLog auditLog() {
        return log;
    }

    /// The decisions of one PDP; to be made once for each, as it remembers what it has written.
    public DecisionCache decisionCache(String pdpUrl) {
        return decisionCache(pdpUrl, MAX_DECISIONS);
    }

    DecisionCache decisionCache(String pdpUrl, int maxEntries) {
        return new CachedDecisions(database, installation.cacheKey(), pdpUrl, maxEntries);
    }

    /// The plans of one PDP.
    public KeptPlans plans(String pdpUrl) {
        return new KeptPlans(database, installation.cacheKey(), pdpUrl);
    }

    /// How an exact call is known again on this installation: by the call and the scripts that it runs.
    public BiFunction<ToolCall, List<Analysis.Script>, String> callKey() {
        return new CallKey(installation.cacheKey())::of;
    }

    /// The signed documents that the console sent.
    public KeptDocuments documents() {
        return new KeptDocuments(database);
    }

    /// The exception requests of this laptop.
    public KeptRequests requests() {
        return requests;
    }

    /// The audit log as it is sent to the console.
    public EvidenceRows evidence() {
        return new EvidenceRows(database);
    }

    /// How much has left this laptop.
    public SentTotals sentTotals() {
        return new SentTotals(database);
    }

    /// What is known to have run.
    public KeptCoverage coverage() {
        return new KeptCoverage(database);
    }

    /// At which console this laptop is enrolled.
    public KeptEnrolment enrolment() {
        return new KeptEnrolment(database);
    }

    /// How many calls a grant has let through.
    public long grantUses(String grant) {
        return database.read(session -> GrantUses.of(session, grant));
    }

    /// The time that was kept last.
    public Optional<Instant> findReachedTime() {
        return database.read(ReachedTime::find);
    }

    /// Keeps the time that Gatehouse's clock has reached, for the next start. Each confirmation keeps it as well.
    public void keepReachedTime(Instant reached) {
        database.write(session -> {
            ReachedTime.keep(session, reached);
            return true;
        });
    }

    /// This installation's id.
    public String device() {
        return installation.device();
    }

    /// Which start this is.
    public long epoch() {
        return installation.epoch();
    }

    /// What went wrong at the opening and was helped, one sentence for people.
    public Optional<String> warning() {
        return warning;
    }

    public Fill fill() {
        return database.read(session -> Fill.of(session, maxBytes));
    }

    /// Why the last record could not be written, one sentence; absent when it was, or when only the log is full.
    public Optional<String> failure() {
        return log.failure();
    }

    /// The calls decided from then on.
    public Counts counts(Instant since) {
        return log.counts(since);
    }

    /// The newest denial for a cause, of an agent and of none of its sessions, since then.
    public Optional<Enforcement> findOutsideSessions(String agent, Cause cause, Instant since) {
        return log.findOutsideSessions(agent, cause, since);
    }

    /// The rules that fired from then on.
    public List<RuleCount> ruleCounts(Instant since) {
        return log.ruleCounts(since);
    }

    /// The calls decided between each two of these times, which rise.
    public List<Figures> figures(List<Instant> borders) {
        return log.figures(borders);
    }

    /// The workspace that the first recorded call of a session had, "" for none; absent when no call was recorded.
    public Optional<String> findWorkspace(String agent, String session) {
        return log.findWorkspace(agent, session);
    }

    /// Reads the whole audit log and compares it with its chain; seconds for a large one. Sees neither a change of
    /// what the agent reported after a tool ran, nor a chain that was built anew from its first row.
    ///
    /// @return where it first is not what was written; empty when it is sound
    public Optional<Break> verify() {
        return database.read(session -> new Verification(installation).run(session));
    }

    @Override
    public void close() {
        database.close();
    }

    /// For tests, which make it fail.
    Database database() {
        return database;
    }
}

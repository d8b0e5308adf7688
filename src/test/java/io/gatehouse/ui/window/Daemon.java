package io.gatehouse.ui.window;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.Facets;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.audit.Sessions;
import io.gatehouse.audit.Sessions.Session;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.ExceptionDraft;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.local.LocalClient.Event;
import io.gatehouse.local.Rulebook;
import io.gatehouse.local.Status;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/// A daemon that answers from memory, and the window's model on it. Everything happens on the caller's thread;
/// batches and held answers wait until they are asked to go on.
final class Daemon {
    final List<AuditRecord> log = new ArrayList<>();
    final List<Filter> asked = new ArrayList<>();
    final List<Filter> askedSessions = new ArrayList<>();
    Facets facets = Sample.FACETS;
    final List<Runnable> held = new ArrayList<>();
    final List<Runnable> batches = new ArrayList<>();
    final List<KeptRequest> requests = new ArrayList<>();
    final List<ExceptionWish> wishes = new ArrayList<>();
    final List<String> acts = new ArrayList<>();
    final SampleInsight.Told told = new SampleInsight.Told();
    final WindowModel model;
    Optional<ExceptionDraft> draft = Optional.of(SampleRequests.draft(Sample.id(20)));
    Status.AgentState afterProtect = Sample.agent(Status.Protection.USER);
    List<AgentReport> reports = SampleAgents.all(Status.Protection.USER);
    final List<ExplainQuestion> questions = new ArrayList<>();
    Enforcement explained = Sample.download(1).enforcement();
    Rulebook rules = SampleRules.book();
    String refusal = "";
    boolean hold;

    Daemon(List<AuditRecord> records) {
        this(records, Runnable::run);
    }

    /// @param back the thread that the model belongs to
    Daemon(List<AuditRecord> records, Executor back) {
        log.addAll(records);
        var link = new Link(
                this::list,
                this::sessions,
                () -> facets,
                this::find,
                new Link.Agents(this::agents, this::protect, this::disconnect),
                new Link.Exceptions(
                        this::requests,
                        _ -> draft,
                        this::file,
                        id -> act("withdraw", id, State.WITHDRAWN),
                        id -> act("confirm", id, State.WAITING),
                        (id, words) -> act("answer: " + words, id, State.SEEN)),
                this::rules,
                this::explain,
                told.insight(this::refuse),
                record -> "{\"id\":\"" + record.enforcement().id() + "\"}");
        var work = new Work(task -> away(task), back);
        model = new WindowModel(link, work, batches::add, Clock.fixed(Sample.NOON, ZoneOffset.UTC), Sample.HOME);
    }

    void connect(Status status) {
        model.hear(new Event.Connected(status));
    }

    /// A call is decided, and the window hears of it.
    void record(AuditRecord record) {
        log.removeIf(
                known -> known.enforcement().id().equals(record.enforcement().id()));
        log.addFirst(record);
        model.hear(new Event.Recorded(RecordHead.of(record)));
    }

    /// A tenth of a second passes.
    void batch() {
        var ready = List.copyOf(batches);
        batches.clear();
        ready.forEach(Runnable::run);
    }

    /// The held questions are answered.
    void answer() {
        hold = false;
        while (!held.isEmpty()) {
            held.removeFirst().run();
        }
    }

    private void away(Runnable task) {
        if (hold) {
            held.add(task);
        } else {
            task.run();
        }
    }

    private List<RecordHead> list(Filter filter, Optional<String> before, int limit) {
        refuse();
        asked.add(filter);
        var start = before.map(id -> log.stream()
                                .map(record -> record.enforcement().id())
                                .toList()
                                .indexOf(id)
                        + 1)
                .orElse(0);
        return log.stream()
                .skip(start)
                .map(RecordHead::of)
                .filter(record -> new Row(record, "").matches(filter))
                .limit(limit)
                .toList();
    }

    private List<AgentReport> agents() {
        refuse();
        return reports;
    }

    private String disconnect(String agent) {
        refuse();
        acts.add("disconnect " + agent);
        reports = SampleAgents.all(Status.Protection.UNPROTECTED);
        return Sample.HOME + "/.claude/settings.json";
    }

    private Enforcement explain(ExplainQuestion question) {
        refuse();
        questions.add(question);
        return explained;
    }

    private Rulebook rules() {
        refuse();
        return rules;
    }

    private Sessions sessions(Filter filter, Optional<String> before, int limit) {
        refuse();
        askedSessions.add(filter);
        var sessions = new LinkedHashMap<String, Session>();
        list(filter, before, log.size())
                .forEach(record -> sessions.merge(
                        record.origin().session(), session(record), (newer, older) -> older(newer, older)));
        return new Sessions(List.copyOf(sessions.values()), Optional.empty());
    }

    private static Session session(RecordHead record) {
        var look = Look.of(record.verdict());
        return new Session(
                record.origin().agent(),
                record.origin().session(),
                record.workspace(),
                record.at(),
                record.at(),
                look == Look.ALLOWED ? 1 : 0,
                look == Look.DENIED || look == Look.FAULT ? 1 : 0,
                look == Look.WOULD_DENY ? 1 : 0);
    }

    private static Session older(Session newer, Session older) {
        return new Session(
                newer.agent(),
                newer.session(),
                older.workspace(),
                older.startedAt(),
                newer.lastAt(),
                newer.allowed() + older.allowed(),
                newer.denied() + older.denied(),
                newer.wouldDeny() + older.wouldDeny());
    }

    private Optional<AuditRecord> find(String id) {
        refuse();
        return log.stream()
                .filter(record -> record.enforcement().id().equals(id))
                .findFirst();
    }

    private List<KeptRequest> requests() {
        refuse();
        return List.copyOf(requests);
    }

    private KeptRequest file(ExceptionWish wish) {
        refuse();
        wishes.add(wish);
        return SampleRequests.filed(wish);
    }

    private KeptRequest act(String act, String id, State state) {
        refuse();
        acts.add(act + " " + id);
        return SampleRequests.in(
                requests.stream()
                        .filter(kept -> kept.request().id().equals(id))
                        .findFirst()
                        .orElseThrow(),
                state);
    }

    private Status.AgentState protect(String agent) {
        refuse();
        if (!agent.equals(afterProtect.name())) {
            throw new IllegalArgumentException("No agent " + agent);
        }
        reports = SampleAgents.all(afterProtect.protection());
        return afterProtect;
    }

    private void refuse() {
        if (!refusal.isEmpty()) {
            throw new IllegalStateException(refusal);
        }
    }
}

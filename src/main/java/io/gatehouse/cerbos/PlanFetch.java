package io.gatehouse.cerbos;

import io.gatehouse.cerbos.CheckReply.Senseless;
import io.gatehouse.cerbos.PdpHttp.NoAnswer;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/// Asks the PDP for the plans of one principal: of every action and its probe, and of the why-action of every
/// rule. Safe for many threads.
///
/// Design. Two questions are under way at a time, so that a fetch is no load. Each plan is asked for together with the
/// action `revision`, which makes it a conjunction with `eq(request.resource.attr.revision, …)`: so a plan of other
/// policies, as replicas have them in mid-rollout, is noticed and asked for again over a new connection. What does not
/// heal ends the whole fetch, since a set must be of one revision; and so does the first failure of the connection.
/// Only what the PDP cannot plan (HTTP 400 or 500) or what is not understood is left out. What can never be allowed
/// carries no mark. Where another revision was heard it is therefore asked again at the end, and a plan with the mark
/// counts; of another revision it is else a deny too many, until the next fetch.
public final class PlanFetch {
    /// The longest for one plan, and for all.
    record Limits(Duration plan, Duration all) {}

    private static final String PATH = "/api/plan/resources";
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), Duration.ofMinutes(2));
    private static final int AT_A_TIME = 2;
    private static final int MOST_ATTEMPTS = 5;

    private final PdpHttp http;
    private final Map<String, String> annotations;
    private final Limits limits;

    PlanFetch(PdpHttp http, Map<String, String> annotations) {
        this(http, annotations, LIMITS);
    }

    PlanFetch(PdpHttp http, Map<String, String> annotations, Limits limits) {
        this.http = http;
        this.annotations = annotations;
        this.limits = limits;
    }

    public sealed interface Result {
        /// @param lacking what there is no plan for, and why
        record Fetched(PlanSet plans, SortedMap<Question, String> lacking) implements Result {}

        /// @param why for people
        record Failed(String why) implements Result {}
    }

    /// All that a set of plans answers when it lacks nothing.
    static List<Question> questions(KnownRules rules) {
        return Stream.concat(
                        Stream.of(Action.values())
                                .flatMap(action -> Stream.of(Question.of(action), Question.probe(action))),
                        rules.entries().stream()
                                .map(entry -> Question.why(
                                        entry.rule().kind(), entry.rule().id())))
                .distinct()
                .sorted(PlanCodec.ORDER)
                .toList();
    }

    /// Blocks for as long as it takes, at most [Limits#all].
    ///
    /// @param rules of the revision whose plans are wanted
    /// @throws IllegalArgumentException when they are of no revision
    public Result fetch(Principal principal, KnownRules rules) {
        if (rules.revision().isEmpty()) {
            throw new IllegalArgumentException("plans of no revision");
        }
        var run = new Run(principal, rules.revision(), questions(rules));
        run.askAll();
        run.askAgainWhatIsDenied();
        return run.result(rules);
    }

    /// What came of one question.
    private sealed interface Heard {
        record Planned(Expression plan) implements Heard {}

        record Refused(String why) implements Heard {}

        record OtherRevision() implements Heard {}
    }

    private final class Run {
        private final Principal principal;
        private final String revision;
        private final Queue<Question> open;
        private final Map<Question, Expression> plans = new ConcurrentHashMap<>();
        private final SortedMap<Question, String> lacking = new ConcurrentSkipListMap<>(PlanCodec.ORDER);
        private volatile String failure = "";
        private volatile boolean isMixed;
        private final long end = System.nanoTime() + limits.all.toNanos();

        Run(Principal principal, String revision, List<Question> questions) {
            this.principal = principal;
            this.revision = revision;
            this.open = new ConcurrentLinkedQueue<>(questions);
        }

        Result result(KnownRules rules) {
            if (failure.isEmpty() && !open.isEmpty()) {
                fail("Gatehouse is stopping");
            }
            if (failure.isEmpty() && plans.isEmpty()) {
                fail("it gives no plan at all; " + lacking.values().iterator().next());
            }
            return failure.isEmpty()
                    ? new Result.Fetched(
                            new PlanSet(principal, revision, rules, plans), Collections.unmodifiableSortedMap(lacking))
                    : new Result.Failed(failure);
        }

        /// The first one counts.
        private synchronized void fail(String why) {
            if (failure.isEmpty()) {
                failure = why;
            }
        }

        void askAll() {
            work(this::ask);
        }

        void askAgainWhatIsDenied() {
            if (isMixed) {
                plans.forEach((question, plan) -> {
                    if (plan.equals(Expression.FALSE)) {
                        open.add(question);
                    }
                });
                work(this::doubt);
            }
        }

        private interface Asking {
            void ask(Question question) throws NoAnswer;
        }

        private void work(Asking asking) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < AT_A_TIME; i++) {
                    threads.execute(() -> workThrough(asking));
                }
            }
        }

        private void workThrough(Asking asking) {
            try {
                for (var next = open.poll(); next != null && failure.isEmpty(); next = open.poll()) {
                    ask(next, asking);
                }
            } catch (RuntimeException | Error e) {
                fail("Gatehouse failed: " + e);
                throw e;
            }
        }

        private void ask(Question question, Asking asking) {
            try {
                asking.ask(question);
            } catch (NoAnswer e) {
                fail(said(question, why(e.answer())));
            }
        }

        private void ask(Question question) throws NoAnswer {
            switch (hear(question)) {
                case Heard.Planned(var plan) -> plans.put(question, plan);
                case Heard.Refused(var why) -> lacking.put(question, why);
                case Heard.OtherRevision _ -> fail(said(question, "its replicas have policies of different revisions"));
            }
        }

        private void doubt(Question question) throws NoAnswer {
            boolean isDenied = true;
            for (int attempt = 2; attempt <= MOST_ATTEMPTS && isDenied; attempt++) {
                try (var other = http.anew()) {
                    if (ask(other, question) instanceof Heard.Planned(var plan)) {
                        plans.put(question, plan);
                        isDenied = plan.equals(Expression.FALSE);
                    }
                }
            }
        }

        private Heard hear(Question question) throws NoAnswer {
            var heard = ask(http, question);
            for (int attempt = 2; attempt <= MOST_ATTEMPTS && !(heard instanceof Heard.Planned); attempt++) {
                try (var other = http.anew()) {
                    heard = ask(other, question);
                }
            }
            return heard;
        }

        private Heard ask(PdpHttp over, Question question) throws NoAnswer {
            var response = over.post(PATH, body(question), Math.min(System.nanoTime() + limits.plan.toNanos(), end));
            int status = response.status();
            if (status == 400 || status == 500) {
                return new Heard.Refused("HTTP " + status);
            }
            if (status != 200) {
                throw PdpHttp.unavailable("HTTP " + status);
            }
            try {
                var reply = PlanReply.read(response.body());
                if (!reply.kind().equals(question.kind())) {
                    throw PdpHttp.unavailable("it answered another question");
                }
                if (!reply.isBoundTo(revision)) {
                    isMixed = true;
                    return new Heard.OtherRevision();
                }
                return new Heard.Planned(reply.condition());
            } catch (Senseless e) {
                return new Heard.Refused(e.why);
            } catch (JacksonException _) {
                throw PdpHttp.unavailable("its answer is not JSON");
            }
        }

        private byte[] body(Question question) {
            var out = new ByteArrayOutputStream(512);
            try (var json = Json.mapper().createGenerator(out)) {
                json.writeStartObject();
                json.writePOJOProperty("actions", List.of(question.action(), PolicyBuild.REVISION));
                CheckQuestion.principal(json, principal);
                json.writeObjectPropertyStart("resource");
                json.writeStringProperty("kind", question.kind());
                json.writeStringProperty("policyVersion", AccessRequest.CONTRACT);
                json.writeEndObject();
                json.writeObjectPropertyStart("requestContext");
                json.writePOJOProperty("annotations", annotations);
                json.writeEndObject();
                json.writeEndObject();
            }
            return out.toByteArray();
        }
    }

    private static String said(Question question, String why) {
        return why + " (asked for the plan of " + question.kind() + ":" + question.action() + ")";
    }

    private static String why(Answer answer) {
        return switch (answer) {
            case Answer.Unavailable(var why) -> why;
            case Answer.Refused(var why) -> why;
            case Answer.Broken(var why) -> why;
            case Answer.Changing(var why) -> why;
            case Answer.Decided _ -> throw new IllegalStateException("a decision is no failure");
        };
    }
}

package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.ConfirmedPolicies;
import io.gatehouse.enforcement.DecisionCache.Confirmed;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import io.gatehouse.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a call ends in for each fault of the PDP, all the way from the wire to the verdict: the table in the README.
/// `-Dfaults.update` writes it there.
class FaultTableTest {
    private static final Path README = Path.of("README.md");
    private static final String FROM = "<!-- faults: written by FaultTableTest -->\n";
    private static final String TO = "<!-- end of faults -->\n";

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final Rule RULE = new Rule("tool.role", "tool", "w", "f", true, Severity.LOW);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Those that end with the attempt's time and not before; all others have time enough on a busy machine.
    private static final Set<PdpFault> HANGING =
            EnumSet.of(PdpFault.SILENT, PdpFault.SLOW, PdpFault.TRICKLES, PdpFault.STOPS_IN_THE_BODY);

    private static final String ALLOWED = "Read";
    private static final String DENIED = "Bash";

    @TempDir
    private Path directory;

    /// Two laptops that knew the policies an hour ago, by plans and by equal calls, and one that knows nothing.
    private final List<Laptop> laptops = new ArrayList<>();

    @BeforeEach
    void switchOn() {
        laptops.add(new Laptop(directory.resolve("plans"), Optional.of(plans())));
        laptops.add(new Laptop(directory.resolve("cache"), Optional.empty()));
        laptops.add(new Laptop(directory.resolve("new"), Optional.empty()));
        var confirmed = new Confirmed("r1", NOON.minus(Duration.ofHours(1)), AgeLimits.LONGEST);
        laptops.get(0).store.decisionCache("pdp").put(confirmed, List.of(), List.of());
        laptops.get(1)
                .store
                .decisionCache("pdp")
                .put(
                        confirmed,
                        List.of(request(ALLOWED), request(DENIED)),
                        List.of(Decision.ALLOW, new Decision(Effect.DENY, List.of(RULE))));
    }

    @AfterEach
    void switchOff() {
        laptops.forEach(laptop -> laptop.store.close());
    }

    @Test
    void everyFaultEndsAsTheReadmeSays() throws Exception {
        var table = table();
        var readme = Files.readString(README);
        int from = readme.indexOf(FROM) + FROM.length();
        int to = readme.indexOf(TO);
        assertTrue(from >= FROM.length() && to >= from, "README.md lacks " + FROM + TO);
        if (System.getProperty("faults.update") != null) {
            Files.writeString(README, readme.substring(0, from) + table + readme.substring(to));
        } else {
            assertEquals(readme.substring(from, to), table, "to write it: -Dfaults.update");
        }
    }

    private String table() throws Exception {
        var endings = new LinkedHashMap<List<String>, List<String>>();
        faults().forEach((words, answer) -> endings.computeIfAbsent(
                        laptops.stream()
                                .map(laptop -> laptop.ending(words, answer))
                                .toList(),
                        _ -> new ArrayList<>())
                .add(words));
        var lines = new StringBuilder(
                """
                | The PDP | with its policies here | with an equal call decided before | with nothing |
                |---|---|---|---|
                """);
        endings.forEach((ending, faults) -> lines.append("| ")
                .append(String.join("; ", faults))
                .append(" | ")
                .append(String.join(" | ", ending))
                .append(" |\n"));
        return lines.toString();
    }

    /// What the real client takes each fault for, all faults at once.
    private Map<String, Answer> faults() throws Exception {
        var answers = new LinkedHashMap<String, Future<Answer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers.put("is not there", threads.submit(FaultTableTest::askNobody));
            answers.put("shows another authority's certificate", threads.submit(this::askAStranger));
            for (var fault : PdpFault.values()) {
                answers.put(fault.words(), threads.submit(() -> ask(fault)));
            }
        }
        return answers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().resultNow(), (one, _) -> one, LinkedHashMap::new));
    }

    /// The port stays held, and not listened to: else another of the servers here might get it.
    private static Answer askNobody() throws IOException {
        try (var held = new Socket()) {
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return ask(URI.create("http://127.0.0.1:" + held.getLocalPort()), PATIENCE);
        }
    }

    private Answer askAStranger() throws GeneralSecurityException, IOException {
        var certificates = new Certificates(directory);
        certificates.server("pdp", "localhost");
        try (var server = new BadPdp(certificates.sockets("pdp", false), (wire, _) -> wire.json(Replies.ALLOWED))) {
            return ask(server.url("https"), PATIENCE);
        }
    }

    private static Answer ask(PdpFault fault) {
        try (var server = new BadPdp(fault.script())) {
            var attempt = HANGING.contains(fault) ? BrokenPdpTest.ATTEMPT : PATIENCE;
            return assertInstanceOf(fault.answer(), ask(server.url("http"), attempt), fault::words);
        }
    }

    private static Answer ask(URI url, Duration attempt) {
        var connection = new PdpConnection(url, Optional.empty(), Map.of(), Map.of(), attempt);
        try (var pdp = new CerbosPdp(connection, Clock.systemUTC(), _ -> {})) {
            return pdp.check(List.of(request(ALLOWED)), Map.of(), PATIENCE.multipliedBy(2));
        }
    }

    private static PlanSet plans() {
        var name = new Expression.Variable("request.resource.attr.name");
        var bash = new Expression.Value(DENIED);
        return new PlanSet(
                ADA,
                "r1",
                new KnownRules("r1", List.of(new KnownRules.Entry(RULE, List.of(Action.USE.id())))),
                Map.of(
                        Question.of(Action.USE), new Expression.Operation("ne", List.of(name, bash)),
                        Question.why("tool", RULE.id()), new Expression.Operation("eq", List.of(name, bash))));
    }

    private static AccessRequest request(String tool) {
        return new AccessRequest(ADA, Action.USE, Map.of("name", tool));
    }

    private static final class Laptop {
        private final Store store;
        private final ConfirmedPolicies offline;

        Laptop(Path directory, Optional<PlanSet> plans) {
            store = Store.open(created(directory), 100_000_000, CLOCK);
            offline = new ConfirmedPolicies(
                    revision -> plans.filter(set -> set.revision().equals(revision)),
                    store.decisionCache("pdp"),
                    CLOCK);
        }

        /// What becomes of a call that the policies allow and of one that they deny.
        String ending(String fault, Answer answer) {
            var allowed = enforced(ALLOWED, answer);
            var denied = enforced(DENIED, answer);
            var causes = Stream.of(allowed, denied)
                    .filter(enforcement -> enforcement.verdict() instanceof Verdict.Deny)
                    .map(enforcement -> ((Verdict.Deny) enforcement.verdict()).cause())
                    .toList();
            if (causes.size() == 2 && causes.getFirst() == causes.getLast() && causes.getFirst() != Cause.RULE) {
                return "deny `" + causes.getFirst().code() + "`";
            }
            assertEquals(new Verdict.Allow(), allowed.verdict(), fault);
            assertEquals(List.of(RULE), ((Verdict.Deny) denied.verdict()).rules(), fault);
            assertEquals(allowed.basis(), denied.basis(), fault);
            return switch (allowed.basis()) {
                case Basis.Plan _ -> "decided, basis `plan`";
                case Basis.Cached _ -> "decided, basis `cached`";
                case Basis.Central _, Basis.None _ -> throw new AssertionError(fault + " ended in " + allowed);
            };
        }

        private Enforcement enforced(String tool, Answer answer) {
            var enforcer = new Enforcer(
                    new Enforcer.Terms(ADA, Mode.ENFORCE, Duration.ofSeconds(5), Optional.empty()),
                    call -> new Analysis(
                            call.shown(), "/w", List.of(new Finding(request(tool), List.of())), List.of(), List.of()),
                    (_, _, _) -> answer,
                    offline,
                    Grants.NONE,
                    _ -> {},
                    CLOCK,
                    () -> "id");
            var origin = new ToolCall.Origin("claude-code", "s", "t", tool, "", "", "default", "/w");
            return enforcer.explain(new ToolCall(origin, List.of(), tool, List.of()));
        }

        private static Path created(Path directory) {
            try {
                return Files.createDirectories(directory);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}

package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.PlanFetch.Limits;
import io.gatehouse.cerbos.PlanFetch.Result;
import io.gatehouse.json.Json;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.PlanSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The embedded plans are what the real PDP makes of the starter policies as they are now.
///
/// `mvn test -Dtest=EmbeddedPlansTest -Dplans.update` makes them anew; to be run after each change of `policies/`.
class EmbeddedPlansTest {
    private static final Path POLICIES = Path.of("policies");
    private static final Path FILE = Path.of("resources" + EmbeddedPlans.RESOURCE);
    private static final boolean UPDATE = System.getProperty("plans.update") != null;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern WHO = Pattern.compile("\\b(P|principal)\\s*(\\.\\s*(id|attr)\\b|\\[)");

    @TempDir
    private Path dir;

    /// Every non-empty subset of the starter roles, each sorted.
    private static List<List<String>> roleSets() {
        var roles = EmbeddedPlans.ROLES;
        return IntStream.range(1, 1 << roles.size())
                .mapToObj(bits -> IntStream.range(0, roles.size())
                        .filter(i -> (bits & 1 << i) != 0)
                        .mapToObj(roles::get)
                        .toList())
                .toList();
    }

    private static Principal somebody(List<String> roles) {
        return new Principal("somebody", roles, Map.of());
    }

    @Test
    void areWhatThePdpMakesOfTheStarterPolicies() throws IOException {
        PolicyBuild.build(POLICIES, dir.resolve("built"));
        try (var real = RealPdp.start(dir.resolve("built"), dir)) {
            var connection = new PdpConnection(real.url(), Optional.empty(), Map.of(), Map.of(), PATIENCE);
            var text = text(fetched(connection));
            if (UPDATE) {
                Files.createDirectories(FILE.getParent());
                Files.writeString(FILE, text);
            } else {
                assertEquals(
                        text,
                        Files.readString(FILE),
                        "The policies changed; run: mvn test -Dtest=EmbeddedPlansTest -Dplans.update");
            }
        }
    }

    private static SortedMap<String, PlanSet> fetched(PdpConnection connection) {
        try (var http = new PdpHttp(connection)) {
            var fetch = new PlanFetch(http, Map.of(), new Limits(PATIENCE, PATIENCE.multipliedBy(15)));
            var rules = rules(connection);
            var sets = new TreeMap<String, PlanSet>();
            for (var roles : roleSets()) {
                var result = fetch.fetch(somebody(roles), rules);
                var fetched = assertInstanceOf(Result.Fetched.class, result, result::toString);
                assertEquals(Map.of(), fetched.lacking());
                sets.put(EmbeddedPlans.key(roles), fetched.plans());
            }
            return sets;
        }
    }

    private static KnownRules rules(PdpConnection connection) {
        try (var pdp = new CerbosPdp(connection, Clock.systemUTC(), _ -> {})) {
            var confirmed = new ArrayList<KnownRules>();
            pdp.onConfirmed(confirmed::add);
            assertInstanceOf(Answer.Decided.class, pdp.probe(somebody(EmbeddedPlans.ROLES), PATIENCE));
            return confirmed.getFirst();
        }
    }

    /// One part a line, so that a change of the policies shows as one.
    private static String text(SortedMap<String, PlanSet> sets) {
        var table = new ExpressionTable.Writer();
        var lines = sets.entrySet().stream()
                .map(set -> Json.text(set.getKey()) + ":"
                        + Json.text(PlanCodec.plans(set.getValue().plans(), table)))
                .collect(Collectors.joining(",\n"));
        var rules = sets.firstEntry().getValue().rules();
        return "{\"format\":1,\n\"rules\":" + Json.text(PlanCodec.rules(rules)) + ",\n\"nodes\":[\n"
                + StreamSupport.stream(table.nodes().spliterator(), false)
                        .map(JsonNode::toString)
                        .collect(Collectors.joining(",\n"))
                + "],\n\"sets\":{\n" + lines + "}}\n";
    }

    @Test
    void everySetOfRolesHasAPlanForEveryActionAndRule() {
        for (var roles : roleSets()) {
            var ada = new Principal("ada", roles, Map.of("team", "blue"));
            var plans = EmbeddedPlans.find(ada).orElseThrow();
            assertEquals(ada, plans.principal());
            assertEquals(
                    PlanFetch.questions(plans.rules()),
                    plans.plans().keySet().stream().sorted(PlanCodec.ORDER).toList());
            assertFalse(plans.revision().isEmpty());
            assertEquals(plans.revision(), plans.rules().revision());
        }
    }

    @Test
    void aRoleThatTheStarterPoliciesDoNotKnowHasNone() {
        assertEquals(Optional.empty(), EmbeddedPlans.find(somebody(List.of("admin"))));
        assertEquals(Optional.empty(), EmbeddedPlans.find(somebody(List.of("developer", "Contractor"))));
    }

    @Test
    void theStarterPoliciesNeverReadWhoThePrincipalIs() throws IOException {
        try (var files = Files.walk(POLICIES)) {
            for (var file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !path.startsWith(POLICIES.resolve("tests")))
                    .toList()) {
                assertFalse(WHO.matcher(Files.readString(file)).find(), file + " reads P.id or P.attr");
            }
        }
        assertTrue(WHO.matcher("x == P.attr.team").find());
        assertTrue(WHO.matcher("request.principal.id").find());
    }

    @Test
    void theRolesAreThoseOfThePolicies() throws IOException {
        var policy = Files.readString(POLICIES.resolve("file.yaml"), UTF_8);
        for (var role : EmbeddedPlans.ROLES) {
            assertTrue(policy.contains(role), role);
        }
    }
}

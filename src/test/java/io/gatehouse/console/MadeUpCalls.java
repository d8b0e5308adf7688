package io.gatehouse.console;

import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// Calls as the agents of an organisation make them: some words, hosts, rules and files are in a third of all, and
/// others in a handful. The same ones for the same seed. For tests alone.
public final class MadeUpCalls {
    private static final List<String> PARTS = List.of(
            "cart", "price", "order", "user", "session", "invoice", "search", "index", "store", "mail", "report",
            "token", "login", "queue", "worker", "cache", "stock", "refund", "tax", "audit");
    private static final List<String> ENDINGS = List.of("java", "ts", "py", "go", "md", "yaml", "sql", "css");
    private static final List<String> HOSTS = List.of(
            "registry.npmjs.org",
            "repo.maven.apache.org",
            "github.com",
            "pypi.org",
            "docs.example.com",
            "api.stripe.com");
    private static final List<Rule> RULES = List.of(
            rule("net.unlisted-host"),
            rule("command.destructive"),
            rule("command.privilege"),
            rule("file.secret"),
            rule("file.outside-workspace"),
            rule("command.publish"),
            rule("file.pipeline"),
            rule("command.pipe-to-shell"),
            rule("file.startup"),
            rule("net.metadata"));

    private final Random random;
    private long made;

    public MadeUpCalls(long seed) {
        this.random = new Random(seed);
    }

    private static Rule rule(String id) {
        return new Rule(
                id,
                id.replaceFirst("[.].*", ""),
                "What " + id + " protects is not for agents.",
                "Ask the person to do it, or leave it out.",
                true,
                Severity.MEDIUM);
    }

    /// What the agent of a person did.
    ///
    /// @param device by its number, from 0
    public Enforcement next(int device, Instant at) {
        made++;
        int kind = random.nextInt(100);
        if (kind < 30) {
            return file(device, at, "Read", Action.READ);
        }
        if (kind < 45) {
            return file(device, at, "Edit", Action.WRITE);
        }
        return kind < 95 ? shell(device, at) : fetch(device, at);
    }

    public static String person(int device) {
        return "person-" + device * 19 / 20 + "@example.com";
    }

    private Enforcement file(int device, Instant at, String tool, Action action) {
        var path = workspace(device) + "/" + path();
        return call(device, at, tool, path, List.of(file(action, path)));
    }

    private static Request file(Action action, String path) {
        int name = path.lastIndexOf('/') + 1;
        return new Request(
                action,
                Map.of(
                        "path",
                        path,
                        "linkTarget",
                        "",
                        "pattern",
                        "",
                        "recursive",
                        false,
                        "name",
                        path.substring(name),
                        "extension",
                        path.substring(path.lastIndexOf('.') + 1),
                        "insideWorkspace",
                        true,
                        "via",
                        "tool"));
    }

    private Enforcement fetch(int device, Instant at) {
        var host = random.nextInt(10) < 8
                ? HOSTS.get(skewed(HOSTS.size()))
                : "cdn" + random.nextInt(4_000) + ".example.net";
        return call(device, at, "WebFetch", "https://" + host + "/" + word() + "/" + word(), List.of(connect(host)));
    }

    private static Request connect(String host) {
        return new Request(
                Action.CONNECT,
                Map.of("scheme", "https", "host", host, "address", "", "port", 443L, "path", "/", "method", "GET"));
    }

    private Enforcement shell(int device, Instant at) {
        var home = workspace(device);
        var file = path();
        return switch (skewed(9)) {
            case 0 -> shell(device, at, "git status --short " + file, home, file);
            case 1 -> shell(device, at, "mvn -q -Dtest=" + name() + "Test verify", home, "pom.xml");
            case 2 -> shell(device, at, "grep -rn " + word() + "_" + word() + " src " + file, home, file);
            case 3 ->
                shell(device, at, "git commit -m 'Mend " + word() + " of " + word() + " #" + made + "'", home, file);
            case 4 -> shell(device, at, "npm test -- " + file + " --reporter dot", home, file);
            case 5 -> shell(device, at, "sed -n 1,80p " + file, home, file);
            case 6 ->
                shell(device, at, "curl -fsS https://" + HOSTS.get(skewed(HOSTS.size())) + "/" + word(), home, file);
            case 7 ->
                shell(
                        device,
                        at,
                        "python3 tools/" + word() + ".py --ticket SHOP-" + random.nextInt(90_000),
                        home,
                        file);
            case 8 -> shell(device, at, "terraform plan -target module." + word(), home, file);
            default -> throw new IllegalStateException("there are nine");
        };
    }

    private Enforcement shell(int device, Instant at, String line, String home, String file) {
        var argv = List.of(line.split(" "));
        var requests = new ArrayList<Request>();
        requests.add(new Request(
                Action.EXEC,
                Map.of(
                        "program",
                        argv.getFirst(),
                        "argv",
                        argv,
                        "flags",
                        List.of(),
                        "words",
                        argv.subList(1, argv.size()),
                        "wrappers",
                        List.of(),
                        "cwd",
                        home,
                        "inBackground",
                        false,
                        "parse",
                        "full")));
        requests.add(file(Action.READ, home + "/" + file));
        if (line.contains("https://")) {
            requests.add(connect(line.replaceFirst(".*https://([^/]+)/.*", "$1")));
        }
        return call(device, at, "Bash", line, requests);
    }

    private record Request(Action action, Map<String, ?> attributes) {}

    private Enforcement call(int device, Instant at, String tool, String shown, List<Request> requests) {
        var who = new Principal(person(device), List.of("developer"), Map.of());
        int luck = random.nextInt(1_000);
        var rules = luck < 50 ? List.of(RULES.get(skewed(RULES.size()))) : List.<Rule>of();
        var asked = new ArrayList<Asked>();
        for (var request : requests) {
            boolean isDenied = asked.isEmpty() && !rules.isEmpty();
            asked.add(new Asked(
                    new AccessRequest(who, request.action(), request.attributes()),
                    List.of(new Span(0, shown.length())),
                    isDenied ? new Decision(Effect.DENY, rules) : Decision.ALLOW));
        }
        asked.add(new Asked(
                new AccessRequest(who, Action.USE, Map.of("name", tool, "agent", "claude-code", "server", "")),
                List.of(),
                Decision.ALLOW));
        return new Enforcement(
                Long.toString(made * 48_271 % 0x7fffffffL + (long) device * 0x7fffffffL, Character.MAX_RADIX),
                at,
                Mode.ENFORCE,
                who,
                new ToolCall.Origin(
                        "claude-code",
                        "5f2c9d1e-8a40-4b7e-" + device + "-" + made / 40,
                        "toolu_" + made,
                        tool,
                        "",
                        "",
                        "default",
                        workspace(device)),
                workspace(device),
                shown,
                asked,
                List.of(),
                List.of(),
                List.of(),
                "key-" + made,
                verdict(rules, luck),
                new Basis.Central("2026-11-25.3", "01JDQ" + made),
                List.of(),
                new Enforcement.Took(Duration.ofNanos(410_000), Duration.ofMillis(3)));
    }

    private static Verdict verdict(List<Rule> rules, int luck) {
        if (rules.isEmpty()) {
            return new Verdict.Allow();
        }
        var rule = rules.getFirst();
        var deny = new Verdict.Deny(Cause.RULE, rules, rule.id() + ": " + rule.why() + " Instead: " + rule.fix(), "");
        return luck < 10 ? new Verdict.WouldDeny(deny) : deny;
    }

    private String workspace(int device) {
        return "/home/person-" + device * 19 / 20 + "/code/repo-" + device * 7 % 300;
    }

    private String path() {
        return "src/" + word() + "/" + name() + skewed(40) + "." + ENDINGS.get(skewed(ENDINGS.size()));
    }

    private String name() {
        return capital(word()) + capital(word());
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private String word() {
        return PARTS.get(skewed(PARTS.size()));
    }

    /// The first ones much more often.
    private int skewed(int size) {
        double luck = random.nextDouble();
        return (int) (size * luck * luck);
    }

    /// All rules, the frequent ones first.
    public static List<String> rules() {
        return IntStream.range(0, RULES.size()).mapToObj(i -> RULES.get(i).id()).toList();
    }
}

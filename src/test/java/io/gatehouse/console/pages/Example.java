package io.gatehouse.console.pages;

import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.console.Approval;
import io.gatehouse.console.Calls;
import io.gatehouse.console.Console;
import io.gatehouse.console.Devices;
import io.gatehouse.console.Devices.Issued;
import io.gatehouse.console.People;
import io.gatehouse.console.RequestDesk.Filter;
import io.gatehouse.console.RequestDesk.Show;
import io.gatehouse.console.Reviewer;
import io.gatehouse.console.Role;
import io.gatehouse.console.RolloutDesk;
import io.gatehouse.console.TestClock;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.store.Chain;
import io.gatehouse.store.KeptRecords;
import io.gatehouse.wire.CoverageReport;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.DeviceReport.AgentState;
import io.gatehouse.wire.Enrolment;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Filing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// A small team's console after a while, put together through what laptops and reviewers use.
final class Example {
    static final Rule DESTRUCTIVE = new Rule(
            "command.destructive",
            "command",
            "What this overwrites or deletes cannot be brought back, and others may depend on it.",
            "Work on a branch or an environment of your own, or ask a person to run it.",
            true,
            Severity.MEDIUM);
    static final Rule HOST = new Rule(
            "net.unlisted-host",
            "net",
            "Only hosts on the organisation's list may be reached by agents.",
            "Use a listed mirror, or ask the security team to list this host.",
            true,
            Severity.LOW);
    static final Rule SECRET = new Rule(
            "file.secret",
            "file",
            "Private keys and credentials never leave their owner, and an agent does not need them.",
            "Let ssh or git use the key; it need not be read for that.",
            false,
            Severity.HIGH);
    static final Rule PRIVILEGE = new Rule(
            "command.privilege",
            "command",
            "Commands with another user's rights are for people.",
            "Ask the person to run it.",
            true,
            Severity.MEDIUM);

    private static final Reviewer ROOT =
            new Reviewer("rosa@example.com", Optional.of("rosa@example.com"), Set.of(Role.ADMINISTRATOR));
    private static final Reviewer KIM =
            new Reviewer("kim@example.com", Optional.of("kim@example.com"), Set.of(Role.REVIEWER));

    private final Console.Parts parts;
    private final TestClock clock;
    private final Instant now;

    /// @param clock is moved on to where it stood, from some hours before
    Example(Console.Parts parts, TestClock clock) {
        this.parts = parts;
        this.clock = clock;
        this.now = clock.instant();
    }

    /// A laptop and its log.
    final class Laptop {
        final String id;
        final String principal;
        private final List<Evidence.Row> rows = new ArrayList<>();
        private byte[] chain = Chain.start();
        private final String host;
        private final String os;
        private int calls;
        private long number;

        Laptop(String code, String id, String principal, String host, String os) {
            this.id = id;
            this.principal = principal;
            this.host = host;
            this.os = os;
            var enrolment = People.enrolment(code, id, People.newKey());
            var _ = parts.laptops()
                    .enrolments()
                    .enrol(new Enrolment.Request(code, id, enrolment.publicKey(), host, os, "0.1.0"))
                    .orElseThrow();
        }

        void reports(String mode, AgentState... agents) {
            parts.laptops()
                    .keys()
                    .report(
                            id,
                            new DeviceReport(
                                    "0.1.0", host, os, mode, "central", "2026-11-25.3", List.of(agents), 0, 1));
        }

        Enforcement shell(Duration ago, String line, String offending, Rule... rules) {
            int from = offending.isEmpty() ? 0 : line.indexOf(offending);
            int to = offending.isEmpty() ? line.length() : from + offending.length();
            var argv = List.of((offending.isEmpty() ? line : offending).split(" "));
            return call(
                    ago,
                    "Bash",
                    line,
                    Action.EXEC,
                    Map.of("program", argv.getFirst(), "argv", argv, "wrappers", List.of(), "parse", "full"),
                    new Span(from, to),
                    rules);
        }

        Enforcement call(
                Duration ago,
                String tool,
                String shown,
                Action action,
                Map<String, ?> attributes,
                Span span,
                Rule... rules) {
            var who = new Principal(principal, List.of("developer"), Map.of());
            var deny = new Verdict.Deny(
                    Cause.RULE,
                    List.of(rules),
                    rules.length == 0 ? "" : rules[0].id() + ": " + rules[0].why() + " Instead: " + rules[0].fix(),
                    "");
            var decision = rules.length == 0 ? Decision.ALLOW : new Decision(Effect.DENY, List.of(rules));
            calls++;
            return new Enforcement(
                    id.substring(0, 2) + calls + "k7q",
                    now.minus(ago),
                    Mode.ENFORCE,
                    who,
                    new ToolCall.Origin(
                            "claude-code",
                            "5f2c9d1e-8a40-4b7e-9c1f-session" + id.length(),
                            "toolu_" + calls,
                            tool,
                            "",
                            "",
                            "default",
                            home() + "/code/shop"),
                    home() + "/code/shop",
                    shown,
                    List.of(
                            new Asked(
                                    new AccessRequest(who, Action.USE, Map.of("name", tool, "agent", "claude-code")),
                                    List.of(),
                                    Decision.ALLOW),
                            new Asked(new AccessRequest(who, action, attributes), List.of(span), decision)),
                    List.of(),
                    List.of(),
                    List.of(),
                    "key-" + id + calls,
                    rules.length == 0 ? new Verdict.Allow() : deny,
                    new Basis.Central("2026-11-25.3", "01JDQ" + calls),
                    List.of(),
                    new Enforcement.Took(Duration.ofNanos(410_000), Duration.ofMillis(3)));
        }

        private String home() {
            return "/home/" + principal.replaceFirst("@.*", "");
        }

        Evidence.Row keeps(Enforcement call) {
            return keeps(call, Optional.empty());
        }

        Evidence.Row keeps(Enforcement call, Optional<Ran> outcome) {
            var json = KeptRecords.json(call);
            long seq = rows.size() + 1L;
            number++;
            chain = Chain.next(chain, id, 1, number, json.getBytes(StandardCharsets.UTF_8));
            var row = new Evidence.Row(seq, 1, number, json, HexFormat.of().formatHex(chain), outcome);
            rows.add(row);
            return row;
        }

        /// How much of what ran was decided.
        void tells(List<Covered> agents, Uncovered... calls) {
            parts.coverage().receive(id, new CoverageReport(agents, List.of(calls)));
        }

        /// As a power cut does.
        void loses(int records) {
            number += records;
        }

        /// All that it keeps.
        void sends() {
            parts.laptops().intake().receive(id, new Evidence.Batch(rows, List.of()));
        }

        /// For a force push.
        void asksToPush(String request) {
            var line = "git push --force origin release/4.2";
            asks(
                    request,
                    shell(Duration.ofMinutes(1), line, line, DESTRUCTIVE),
                    new Scope.Command(List.of("git", "push", "--force"), List.of()),
                    Duration.ofHours(4),
                    false,
                    "The branch holds a name.",
                    "");
        }

        /// For a command that is that text, in words that are that text.
        void asks(String request, String text, String ticket) {
            asks(
                    request,
                    shell(Duration.ofMinutes(1), text, text, DESTRUCTIVE),
                    new Scope.Command(List.of("git"), List.of()),
                    Duration.ofHours(4),
                    false,
                    text,
                    ticket);
        }

        String asks(
                String request, Enforcement call, Scope scope, Duration time, boolean once, String why, String ticket) {
            var evidence = keeps(call);
            parts.laptops()
                    .filings()
                    .file(
                            id,
                            principal,
                            new Filing(
                                    new ExceptionRequest(
                                            request,
                                            call.at(),
                                            Filer.PERSON,
                                            call.id(),
                                            call.shown(),
                                            call.verdict()
                                                    .denial()
                                                    .orElseThrow()
                                                    .rules(),
                                            scope,
                                            new Reach(
                                                    "claude-code",
                                                    call.workspace(),
                                                    once
                                                            ? Optional.of(call.origin()
                                                                    .session())
                                                            : Optional.empty()),
                                            time,
                                            once ? OptionalLong.of(1) : OptionalLong.empty(),
                                            why,
                                            ticket,
                                            State.WAITING,
                                            Optional.empty()),
                                    evidence));
            return request;
        }
    }

    Laptop laptop(String id, String principal, String host, String os) {
        return new Laptop(code(principal), id, principal, host, os);
    }

    /// One that enrols by a code that somebody got from the console.
    Laptop laptop(String code, String id, String principal) {
        return new Laptop(code, id, principal, "ana-thinkpad", "Ubuntu 26.04");
    }

    private String code(String principal) {
        return switch (parts.devices().issueCode(principal, List.of("developer"), ROOT)) {
            case Issued.Code(var issued) -> issued.code();
            case Issued.Invalid(var sentence) -> throw new AssertionError(sentence);
        };
    }

    /// Everything at once.
    void fill() {
        clock.move(Duration.ofHours(-30));
        var ana = laptop("an4f81c2", "ana@example.com", "ana-thinkpad", "Ubuntu 26.04");
        var bo = laptop("bo77d0aa", "bo@example.com", "bo-macbook", "macOS 26.1");
        laptop("ci5e3b19", "rosa@example.com", "rosa-desktop", "Debian 13");
        clock.move(Duration.ofHours(24));
        for (int i = 9; i > 0; i--) {
            ana.keeps(
                    ana.shell(Duration.ofMinutes(30L * i), "mvn -q -Dtest=CartTest verify", ""),
                    Optional.of(new Ran(i == 4, 4_200L * i)));
            bo.keeps(bo.shell(Duration.ofMinutes(41L * i), "git commit -am \"Round prices half even\"", ""));
        }
        bo.keeps(bo.shell(
                Duration.ofMinutes(50),
                "git fetch && git push --force origin main",
                "git push --force origin main",
                DESTRUCTIVE));
        var key = "cat ~/.ssh/id_ed25519";
        ana.keeps(ana.call(
                Duration.ofMinutes(44),
                "Bash",
                key,
                Action.READ,
                Map.of("path", "/home/ana/.ssh/id_ed25519", "linkTarget", ""),
                new Span(4, key.length()),
                SECRET));
        bo.loses(3);
        earlier(bo);
        clock.move(Duration.ofMinutes(117));
        ana.asks(
                "r-push",
                ana.shell(
                        Duration.ofMinutes(3),
                        "git add -A && git push --force origin release/4.2",
                        "git push --force origin release/4.2",
                        DESTRUCTIVE),
                new Scope.Command(List.of("git", "push", "--force", "origin"), List.of()),
                Duration.ofHours(4),
                false,
                "The release branch holds a commit with a customer's name in it. I talked to everybody who works on"
                        + " it; nobody has it checked out, and the tag is not made yet.",
                "https://tracker.example.com/SHOP-2114");
        var url = "https://files.example.net/fonts/inter.zip";
        bo.asks(
                "r-host",
                bo.call(
                        Duration.ofMinutes(26),
                        "WebFetch",
                        url,
                        Action.CONNECT,
                        Map.of("host", "files.example.net", "address", "", "port", 443L),
                        new Span(8, 25),
                        HOST),
                new Scope.Host("files.example.net"),
                Duration.ofHours(1),
                true,
                "Need the font once.",
                "");
        ana.asks(
                "r-secret",
                ana.call(
                        Duration.ofHours(2),
                        "Bash",
                        "tar czf backup.tgz ~/.ssh",
                        Action.READ,
                        Map.of("path", "/home/ana/.ssh", "linkTarget", ""),
                        new Span(19, 25),
                        SECRET),
                new Scope.Below("/home/ana/.ssh"),
                Duration.ofHours(1),
                true,
                "Moving to a new laptop.",
                "");
        clock.move(Duration.ofMinutes(3));
        pilots(bo);
        ana.sends();
        bo.sends();
        ana.reports("enforce", new AgentState("claude-code", true));
        bo.reports("break-glass", new AgentState("claude-code", true), new AgentState("gemini", false));
        var since = now.minus(Duration.ofDays(20));
        ana.tells(List.of(new Covered("claude-code", since, 4_790, 0)));
        bo.tells(
                List.of(
                        new Covered("claude-code", since, 1_912, 2),
                        new Covered("qwen", since, 3, 1),
                        new Covered("codex", since, 12, 0, 2)),
                ran(bo, "toolu_9", "curl -H 'Authorization: Bearer ***' https://shop.example.com/orders", false, 190),
                ran(bo, "toolu_10", "git push --force origin main", true, 12),
                new Uncovered("qwen", "0c4f", "call_3", "write_file", "", false, now.minus(Duration.ofHours(7))));
    }

    private Uncovered ran(Laptop laptop, String call, String command, boolean denied, int minutesAgo) {
        return new Uncovered(
                "claude-code",
                "5f2c9d1e-8a40-4b7e-9c1f-session" + laptop.id.length(),
                call,
                "Bash",
                command,
                denied,
                now.minus(Duration.ofMinutes(minutesAgo)));
    }

    /// A group that tries its rules, with a laptop in it that is opened for an hour.
    private void pilots(Laptop laptop) {
        done(parts.rollout().create("pilots", "They try new rules first.", ROOT));
        var rules = new TreeMap<>(Map.of(SECRET.id(), Mode.ENFORCE));
        done(parts.rollout().change("pilots", 1, Mode.OBSERVE, rules, "Watch first, for two weeks.", ROOT));
        done(parts.devices()
                .change(
                        laptop.id,
                        new Devices.Terms(1, List.of("developer"), Map.of("team", "prices"), "pilots"),
                        "Bo volunteers.",
                        ROOT));
        done(parts.rollout()
                .open(
                        new RolloutDesk.Where.Laptop(laptop.id),
                        Duration.ofHours(1),
                        "Prices are wrong in production, and the policy engine is being moved.",
                        ROOT));
        for (int i = 1; i < 4; i++) {
            laptop.keeps(Calls.observed(laptop.shell(Duration.ofMinutes(i), "sudo dmesg", "sudo dmesg", PRIVILEGE)));
        }
        laptop.keeps(Calls.observed(laptop.shell(Duration.ofMinutes(5), "git push -f", "git push -f", DESTRUCTIVE)));
    }

    private static void done(RolloutDesk.Result result) {
        if (!(result instanceof RolloutDesk.Result.Done)) {
            throw new AssertionError(result);
        }
    }

    private void earlier(Laptop laptop) {
        var granted = laptop.asks(
                "r-old-1",
                laptop.shell(
                        Duration.ofHours(6),
                        "git push --force origin bo/prices",
                        "git push --force origin bo/prices",
                        DESTRUCTIVE),
                new Scope.Command(List.of("git", "push", "--force", "origin", "bo/prices"), List.of()),
                Duration.ofHours(8),
                false,
                "My own branch, after a rebase.",
                "SHOP-2098");
        clock.move(Duration.ofMinutes(20));
        decide(granted, "Your own branch. Prefer --force-with-lease next time.", true);
        var refused = laptop.asks(
                "r-old-2",
                laptop.shell(
                        Duration.ofHours(5),
                        "git push --force origin main",
                        "git push --force origin main",
                        DESTRUCTIVE),
                new Scope.Command(List.of("git", "push", "--force"), List.of()),
                Duration.ofHours(1),
                true,
                "CI is red on main.",
                "");
        clock.move(Duration.ofMinutes(70));
        decide(refused, "Main is never forced. Revert with a new commit; Kim helps.", false);
        var privilege = laptop.asks(
                "r-old-3",
                laptop.shell(
                        Duration.ofHours(4),
                        "sudo systemctl restart docker",
                        "sudo systemctl restart docker",
                        PRIVILEGE),
                new Scope.Command(List.of("sudo", "systemctl", "restart", "docker"), List.of()),
                Duration.ofHours(1),
                true,
                "Docker hangs after sleep, twice a day.",
                "");
        clock.move(Duration.ofMinutes(100));
        decide(privilege, "Fine while the ticket is open.", true);
        clock.move(Duration.ofMinutes(50));
    }

    private void decide(String id, String sentence, boolean yes) {
        var line = parts.requests().list(Filter.of(Show.OPEN)).stream()
                .filter(open -> open.request().id().equals(id))
                .findFirst()
                .orElseThrow();
        var outcome = yes
                ? parts.requests()
                        .approve(
                                id,
                                line.version(),
                                new Approval(
                                        line.request().wished(),
                                        line.request().uses(),
                                        line.request().scope(),
                                        line.request().reach().session(),
                                        Set.of(line.request().rules().getFirst().id()),
                                        sentence),
                                KIM)
                : parts.requests().refuse(id, line.version(), sentence, KIM);
        if (!(outcome instanceof io.gatehouse.console.Outcome.Done)) {
            throw new AssertionError(outcome);
        }
    }
}

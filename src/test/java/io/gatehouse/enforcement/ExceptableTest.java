package io.gatehouse.enforcement;

import static io.gatehouse.enforcement.EnforcerFixture.ADA;
import static io.gatehouse.enforcement.EnforcerFixture.HARD_LOW;
import static io.gatehouse.enforcement.EnforcerFixture.NOW;
import static io.gatehouse.enforcement.EnforcerFixture.WAIVABLE_HIGH_A;
import static io.gatehouse.enforcement.EnforcerFixture.WAIVABLE_LOW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.ScopeChoice.Kind;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExceptableTest {
    private static final AccessRequest PUSH = command("full", List.of(), "git", "push", "--force", "origin");

    private static AccessRequest command(String parse, List<String> wrappers, String... argv) {
        return new AccessRequest(ADA, Action.EXEC, Map.of("argv", List.of(argv), "wrappers", wrappers, "parse", parse));
    }

    private static AccessRequest file(String path, String linkTarget) {
        return new AccessRequest(
                ADA, Action.WRITE, Map.of("path", path, "linkTarget", linkTarget, "home", "/home/ada"));
    }

    private static AccessRequest host(String name) {
        return new AccessRequest(ADA, Action.CONNECT, Map.of("host", name));
    }

    private static Asked denied(AccessRequest request, Rule... rules) {
        return new Asked(request, List.of(), new Decision(Effect.DENY, List.of(rules)));
    }

    private static Asked denied(AccessRequest request) {
        return denied(request, WAIVABLE_LOW);
    }

    private static Exceptable of(String key, Asked... asked) {
        var rules = Arrays.stream(asked)
                .flatMap(one -> one.decision().rules().stream())
                .distinct()
                .sorted(Rule.TOLD_FIRST)
                .toList();
        return of(new Verdict.Deny(rules.isEmpty() ? Cause.NO_RULE_ALLOWS : Cause.RULE, rules, "", ""), key, asked);
    }

    private static Exceptable of(Verdict verdict, String key, Asked... asked) {
        return new Exceptable(
                new Enforcement(
                        "e1",
                        NOW,
                        Mode.ENFORCE,
                        ADA,
                        EnforcerFixture.call().origin(),
                        "/work",
                        "the call",
                        List.of(asked),
                        List.of(),
                        List.of(),
                        List.of(),
                        key,
                        verdict,
                        new Basis.Central("r1", "c"),
                        List.of(),
                        Enforcement.Took.NOTHING),
                "d1");
    }

    private static ScopeChoice choice(Exceptable exceptable, Kind kind) {
        return exceptable.choices().stream()
                .filter(choice -> choice.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static List<Kind> possible(Exceptable exceptable) {
        return exceptable.choices().stream()
                .filter(choice -> choice.impossible().isEmpty())
                .map(ScopeChoice::kind)
                .toList();
    }

    @Test
    void aCommandCanBeGrantedAsThisCallAsItsWordsOrAsItsSubcommand() {
        assertEquals(
                List.of(
                        new ScopeChoice(Kind.EXACT, Optional.of(new Scope.ExactCall("key")), "Exactly this call", ""),
                        new ScopeChoice(
                                Kind.COMMAND,
                                Optional.of(new Scope.Command(List.of("git", "push", "--force", "origin"), List.of())),
                                "Commands that begin with: git push --force origin",
                                ""),
                        new ScopeChoice(
                                Kind.SUBCOMMAND,
                                Optional.of(new Scope.Command(List.of("git", "push"), List.of())),
                                "Commands that begin with: git push",
                                "")),
                of("key", denied(PUSH)).choices());
    }

    @Test
    void aCommandIsGrantedWithTheProgramsThatStartIt() {
        var sudo = of("key", denied(command("full", List.of("sudo"), "apt", "remove", "vim")));
        assertEquals(
                ScopeChoice.possible(
                        Kind.COMMAND,
                        new Scope.Command(List.of("apt", "remove", "vim"), List.of("sudo")),
                        "Commands that begin with: apt remove vim (also through sudo)"),
                choice(sudo, Kind.COMMAND));
    }

    @Test
    void anOptionOrAPathIsNoSubcommand() {
        assertEquals(
                List.of(Kind.EXACT, Kind.COMMAND),
                possible(of("key", denied(command("full", List.of(), "rm", "-r", "x")))));
        assertEquals(
                List.of(Kind.EXACT, Kind.COMMAND),
                possible(of("key", denied(command("full", List.of(), "rm", "a/b", "x")))));
        assertEquals(
                List.of(Kind.EXACT, Kind.COMMAND),
                possible(of("key", denied(command("full", List.of(), "npm", "publish")))));
    }

    @Test
    void whatIsNotUnderstoodInFullIsGrantedAsThisCallAlone() {
        for (var parse : List.of("partial", "opaque")) {
            var call = of("key", denied(command(parse, List.of(), "sh", "-c", "x")));
            assertEquals(List.of(Kind.EXACT), possible(call));
            assertEquals(
                    "Not all of this command is understood, so only exactly this call can be granted.",
                    choice(call, Kind.COMMAND).impossible());
        }
    }

    @Test
    void whatHoldsAMaskedSecretIsGrantedAsThisCallAlone() {
        var call = of("key", denied(command("full", List.of(), "curl", "--token=***")));
        assertEquals(List.of(Kind.EXACT), possible(call));
        assertEquals(
                "A secret is masked in it, so only exactly this call can be granted.",
                choice(call, Kind.COMMAND).impossible());
        assertEquals(
                List.of(Kind.EXACT),
                possible(of("key", denied(file("/work/***", "")))).stream()
                        .filter(kind -> kind != Kind.DIRECTORY)
                        .toList());
    }

    @Test
    void withoutAKeyThisCallCannotBeGranted() {
        var call = of("", denied(PUSH));
        assertEquals(
                "This call cannot be known again: it has no key.",
                choice(call, Kind.EXACT).impossible());
        assertEquals(List.of(Kind.COMMAND, Kind.SUBCOMMAND), possible(call));
    }

    @Test
    void aPathCanBeGrantedOrItsDirectory() {
        assertEquals(
                List.of(
                        ScopeChoice.possible(Kind.EXACT, new Scope.ExactCall("key"), "Exactly this call"),
                        ScopeChoice.possible(
                                Kind.PATH,
                                new Scope.Below("/etc/app/a.conf"),
                                "The path /etc/app/a.conf and what is below it"),
                        ScopeChoice.possible(Kind.DIRECTORY, new Scope.Below("/etc/app"), "Everything below /etc/app")),
                of("key", denied(file("/etc/app/a.conf", ""))).choices());
    }

    @Test
    void aHomeDirectoryIsTooMuch() {
        for (var path : List.of("/home/ada/.bashrc", "/home/bashrc")) {
            assertEquals(
                    "That would be a whole home directory, which is too much.",
                    choice(of("key", denied(file(path, ""))), Kind.DIRECTORY).impossible());
        }
        assertEquals(List.of(Kind.EXACT, Kind.PATH), possible(of("key", denied(file("/swapfile", "")))));
    }

    @Test
    void whatALinkLeadsToIsNotGrantedWithItsDirectory() {
        var call = of("key", denied(file("/work/a", "/etc/passwd")));
        assertEquals(List.of(Kind.EXACT), possible(call));
    }

    @Test
    void aPathThatIsNoneHereIsGrantedAsThisCallAlone() {
        assertEquals(List.of(Kind.EXACT), possible(of("key", denied(file("C:/Windows/x", "")))));
    }

    @Test
    void aHostIsGrantedOnAnyPort() {
        assertEquals(
                ScopeChoice.possible(Kind.HOST, new Scope.Host("files.example"), "The host files.example, on any port"),
                choice(of("key", denied(host("files.example"))), Kind.HOST));
    }

    @Test
    void aScopeThatLeavesPartOfTheCallDeniedIsNotPossible() {
        var call = of("key", denied(PUSH), denied(host("files.example")));
        assertEquals(List.of(Kind.EXACT), possible(call));
        assertEquals(
                "The call was also denied something else, which this would not let through.",
                choice(call, Kind.HOST).impossible());
    }

    @Test
    void whatWasAllowedInTheCallDoesNotMatter() {
        var allowed = new Asked(host("files.example"), List.of(), Decision.ALLOW);
        assertEquals(List.of(Kind.EXACT, Kind.COMMAND, Kind.SUBCOMMAND), possible(of("key", denied(PUSH), allowed)));
    }

    @Test
    void whereAHardRuleFiredItSaysWhyItCannotBeWaived() {
        var call = of("key", denied(PUSH, HARD_LOW, WAIVABLE_HIGH_A));
        assertEquals(Optional.of("This rule cannot be waived: hard.low. Because. Do otherwise."), call.refusal());
        assertEquals(List.of(), call.choices());
        assertEquals(List.of(HARD_LOW, WAIVABLE_HIGH_A), call.rules());
    }

    @Test
    void whatNoRuleDeniedNeedsAnotherPolicyAndNoException() {
        assertEquals(
                Optional.of(
                        "No rule that could be waived denied this call (no-rule-allows). Tell your security team what you need."),
                of("", new Asked(PUSH, List.of(), new Decision(Effect.DENY, List.of())))
                        .refusal());
        assertEquals(
                Optional.of(
                        "No rule that could be waived denied this call (no-rule-allows). Tell your security team what you need."),
                of("key", denied(PUSH), new Asked(PUSH, List.of(), new Decision(Effect.DENY, List.of())))
                        .refusal());
        assertEquals(
                Optional.of(
                        "No rule that could be waived denied this call (pdp-broken). Tell your security team what you need."),
                of(new Verdict.Deny(Cause.PDP_BROKEN, List.of(), "", ""), "").refusal());
    }

    @Test
    void whatWasAllowedNeedsNoException() {
        assertEquals(
                Optional.of("This call was allowed, so it needs no exception."),
                of(new Verdict.Allow(), "").refusal());
    }

    @Test
    void whatOnlyWouldHaveBeenDeniedCanBeAskedForBefore() {
        var would = new Verdict.WouldDeny(new Verdict.Deny(Cause.RULE, List.of(WAIVABLE_LOW), "", ""));
        assertEquals(List.of(Kind.EXACT, Kind.COMMAND, Kind.SUBCOMMAND), possible(of(would, "key", denied(PUSH))));
    }

    @Test
    void itReachesThisSessionOrEveryOneOfTheAgentInTheWorkspace() {
        var call = of("key", denied(PUSH));
        assertEquals(new Reach("claude-code", "/work", Optional.of("s1")), call.reach(false));
        assertEquals(new Reach("claude-code", "/work", Optional.empty()), call.reach(true));
    }
}

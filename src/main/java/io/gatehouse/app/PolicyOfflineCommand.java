package io.gatehouse.app;

import io.gatehouse.cerbos.Candidate;
import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.cerbos.PlanFetch;
import io.gatehouse.cerbos.PolicyException;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gatehouse policy offline`: asks a PDP for the plans that a laptop would decide by.
@Command(
        name = "offline",
        description = {
            "Tell what a laptop could decide without the PDP, and what not and why.",
            "Exit code 0: everything; 1: something not, or it could not be found out."
        })
final class PolicyOfflineCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Cli cli;

    @Parameters(
            paramLabel = "DIR|URL",
            arity = "0..1",
            description =
                    "Policies (as they were written, or a build), which are served for the moment, or the URL of a"
                            + " PDP; otherwise the PDP of the settings.")
    private Optional<String> target = Optional.empty();

    @Option(names = "--principal", paramLabel = "ID", description = "Whose laptop; otherwise that of the settings.")
    private Optional<String> principal = Optional.empty();

    @Option(names = "--roles", paramLabel = "ROLE", split = ",", description = "Otherwise those of the settings.")
    private List<String> roles = List.of();

    @Option(names = "--json", description = "For machines.")
    private boolean json;

    @Mixin
    private PolicyTools tools = new PolicyTools();

    PolicyOfflineCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var settings = cli.settings();
        if (cli.refuses(settings)) {
            return Cli.BAD_SETTINGS;
        }
        var decidable = decidable(settings);
        if (json) {
            cli.terminal().json(decidable);
        } else {
            print(decidable);
        }
        return decidable.whole() ? Cli.OK : Cli.FAILED;
    }

    private Decidable decidable(Settings.Loaded settings) {
        var config = settings.config();
        var named = target.orElseGet(() -> config.pdp()
                .url()
                .map(URI::toString)
                .orElseThrow(() -> tools.misused("The settings have no pdp.url: name policies or the URL of a PDP.")));
        if (named.startsWith("http://") || named.startsWith("https://")) {
            return decidable(settings, tools.checked(named));
        }
        try (var candidate = Candidate.serve(Path.of(named), tools.get(cli.machine()))) {
            return decidable(settings, candidate.url());
        }
    }

    private Decidable decidable(Settings.Loaded settings, URI url) {
        try (var pdp = PolicyTools.pdp(settings.config().pdp(), url)) {
            return decidable(pdp, principal(settings));
        }
    }

    private Principal principal(Settings.Loaded settings) {
        var own = SignedCopy.charter(settings).principal();
        return new Principal(
                principal.orElse(own.id()),
                roles.isEmpty() ? own.roles() : roles,
                principal.isPresent() ? Map.of() : own.attributes());
    }

    private static Decidable decidable(CerbosPdp pdp, Principal principal) {
        var confirmed = new ArrayList<KnownRules>();
        pdp.onConfirmed(confirmed::add);
        switch (pdp.probe(principal, PATIENCE)) {
            case Answer.Decided _ -> {}
            case Answer.Unavailable(var why) -> throw new PolicyException("The PDP cannot be asked: " + why + ".");
            case Answer.Refused(var why) -> throw new PolicyException("The PDP refuses to answer: " + why + ".");
            case Answer.Changing _ ->
                throw new PolicyException("The PDP's policies are being changed. Try again when that is done.");
            case Answer.Broken(var why) -> throw new PolicyException("The PDP gives no sensible answer: " + why + ".");
        }
        var rules = confirmed.stream()
                .filter(known -> !known.revision().isEmpty())
                .findFirst()
                .orElseThrow(() -> new PolicyException("The PDP tells no revision of its policies, so laptops cannot go"
                        + " by their plans. Let it serve what `gatehouse policy build` made."));
        return switch (pdp.planFetch().fetch(principal, rules)) {
            case PlanFetch.Result.Fetched(var plans, var lacking) -> Decidable.of(plans, lacking);
            case PlanFetch.Result.Failed(var why) ->
                throw new PolicyException("The plans cannot be fetched: " + why + ".");
        };
    }

    private void print(Decidable decidable) {
        var terminal = cli.terminal();
        terminal.line(
                decidable.principal() + " " + decidable.roles() + ", revision " + decidable.revision() + ", offline:");
        for (var action : decidable.actions()) {
            var rules = action.rules().isEmpty() ? "" : " (by " + String.join(", ", action.rules()) + ")";
            terminal.line("  %-18s%s"
                    .formatted(
                            action.action(),
                            action.why()
                                    .map(why -> "not decidable, so denied: " + why + rules)
                                    .orElse("decidable")));
        }
        decidable.rules().stream()
                .filter(rule -> rule.why().isPresent())
                .forEach(rule -> terminal.line("  The rule " + rule.rule() + " of " + rule.kind()
                        + " would not be named as a reason: " + rule.why().orElse("")));
        terminal.line("Decidable: "
                + decidable.actions().stream()
                        .filter(action -> action.why().isEmpty())
                        .count()
                + " of " + decidable.actions().size() + " actions, and "
                + decidable.rules().stream()
                        .filter(rule -> rule.why().isEmpty())
                        .count()
                + " of " + decidable.rules().size() + " rules as reasons.");
    }
}

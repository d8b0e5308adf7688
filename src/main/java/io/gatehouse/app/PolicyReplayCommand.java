package io.gatehouse.app;

import io.gatehouse.cerbos.Candidate;
import io.gatehouse.store.RecordedCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gatehouse policy replay`: what a change of the policies would have meant for this laptop's own calls.
@Command(
        name = "replay",
        description = {
            "Ask the policies in DIR about the calls that this computer recorded, and tell what they decide otherwise.",
            "Records and changes nothing. Recorded values are masked (***), so a rule that looks at what is masked may"
                    + " decide the call itself otherwise.",
            "Exit code 0: every call is decided as it was; 1: some are not, or it could not be found out."
        })
final class PolicyReplayCommand implements Callable<Integer> {
    private static final int MOST_DAYS = 3660;

    private final Cli cli;

    @Parameters(paramLabel = "DIR", description = "The policies as they were written, or a build of them.")
    private Path directory = Path.of("");

    @Option(names = "--days", paramLabel = "N", description = "Calls of the last N days; otherwise 7.")
    private int days = 7;

    @Option(
            names = "--pdp",
            paramLabel = "URL",
            description = "A PDP that serves the build already; otherwise one is started for the moment.")
    private Optional<String> url = Optional.empty();

    @Option(names = "--json", description = "For machines.")
    private boolean json;

    @Mixin
    private PolicyTools tools = new PolicyTools();

    PolicyReplayCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        if (days < 1 || days > MOST_DAYS) {
            throw tools.misused("--days takes a number from 1 to " + MOST_DAYS + ", not " + days + ".");
        }
        var settings = cli.settings();
        if (cli.refuses(settings)) {
            return Cli.BAD_SETTINGS;
        }
        var calls = new RecordedCalls(settings.config().dataDir());
        try (var candidate = candidate();
                var pdp = PolicyTools.pdp(settings.config().pdp(), candidate.url())) {
            var replay = new Replay(pdp, candidate.revision(), candidate::speaks);
            long unreadable = calls.read(Instant.now().minus(Duration.ofDays(days)), replay::add);
            var report = replay.report(unreadable);
            if (json) {
                cli.terminal().json(report);
            } else {
                print(report);
            }
            if (report.replayed() == 0) {
                cli.terminal().error("No recorded call could be replayed, so this says nothing about the policies.");
            }
            return report.differs() || report.replayed() == 0 ? Cli.FAILED : Cli.OK;
        }
    }

    private Candidate candidate() {
        return url.map(served -> Candidate.servedAt(tools.checked(served), directory))
                .orElseGet(() -> Candidate.serve(directory, tools.get(cli.machine())));
    }

    private void print(Replay.Report report) {
        var terminal = cli.terminal();
        terminal.line("Replayed " + report.replayed() + " calls of the last " + days + " days against revision "
                + report.revision() + ".");
        print("Newly denied", report.denied(), report.newlyDenied());
        print("Newly allowed", report.allowed(), report.newlyAllowed());
        terminal.line("Unchanged: " + report.unchanged());
        if (report.otherContract() > 0) {
            terminal.line("Not replayed: " + report.otherContract()
                    + " with other attributes than these policies know (another version of the attribute contract)");
        }
        if (report.undecided() > 0) {
            terminal.line("Not replayed: " + report.undecided() + " that no policy had decided");
        }
        if (report.unreadable() > 0) {
            terminal.line("Not replayed: " + report.unreadable() + " that another version of Gatehouse recorded");
        }
        terminal.line("Recorded values are masked (***): a rule that looks at what is masked may decide the call itself"
                + " otherwise. Nothing was recorded or changed.");
    }

    private void print(String heading, long calls, List<Replay.ByRule> rules) {
        cli.terminal().line(heading + ": " + calls);
        for (var rule : rules) {
            cli.terminal().line("  " + rule.rule() + ": " + rule.calls());
            for (var example : rule.examples()) {
                cli.terminal()
                        .line("    " + example.id() + "  " + example.at() + "  " + example.tool() + "  "
                                + example.call());
            }
        }
    }
}

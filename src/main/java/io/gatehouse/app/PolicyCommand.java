package io.gatehouse.app;

import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.PolicyLint;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `gatehouse policy`: for those who write policies.
@Command(name = "policy", description = "Build and check policies.", synopsisSubcommandLabel = "COMMAND")
final class PolicyCommand {
    private final Cli cli;

    PolicyCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(description = "Make of the policies in DIR what a PDP is to load.")
    int build(
            @Parameters(paramLabel = "DIR", description = "The policies as they were written.") Path directory,
            @Parameters(paramLabel = "OUT", description = "Where to; replaced when it is an earlier build.") Path out) {
        var built = PolicyBuild.build(directory, out);
        cli.terminal()
                .line("Built revision " + built.revision() + ": " + built.rules() + " rules, "
                        + built.files().size() + " files in " + out);
        return Cli.OK;
    }

    @Command(description = "Tell where the policies in DIR break an authoring rule.")
    int lint(@Parameters(paramLabel = "DIR", description = "The policies as they were written.") Path directory) {
        var findings = PolicyLint.lint(directory);
        findings.forEach(finding -> cli.terminal().line(finding.text()));
        return findings.isEmpty() ? Cli.OK : Cli.FAILED;
    }
}

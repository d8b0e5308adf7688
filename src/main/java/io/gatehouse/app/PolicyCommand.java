package io.gatehouse.app;

import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.PolicyLint;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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

    @Command(
            description = {
                "Tell where the policies in DIR break an authoring rule.",
                "Of a build, tell whether it is still what was built, and its revision true."
            })
    int lint(
            @Parameters(paramLabel = "DIR", description = "The policies as they were written, or a build of them.")
                    Path directory,
            @Option(
                            names = "--sources",
                            paramLabel = "SOURCES",
                            description = "DIR is a build; tell also whether it was made from these policies.")
                    Optional<Path> sources) {
        var findings =
                sources.map(from -> PolicyLint.lintBuilt(directory, from)).orElseGet(() -> PolicyLint.lint(directory));
        findings.forEach(finding -> cli.terminal().line(finding.text()));
        return findings.isEmpty() ? Cli.OK : Cli.FAILED;
    }
}

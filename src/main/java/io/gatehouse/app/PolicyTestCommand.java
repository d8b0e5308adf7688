package io.gatehouse.app;

import io.gatehouse.cerbos.CerbosProgram.Compiled;
import io.gatehouse.cerbos.PolicyTest;
import io.gatehouse.cerbos.PolicyTest.Result;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `gatehouse policy test`: what a change must pass before it is published.
@Command(
        name = "test",
        description = {
            "Lint and build the policies in DIR, and run their tests with Cerbos' compiler on them and on the build.",
            "Exit code 0: all passed; 1: something failed; 4: lint and build are fine, and there is no cerbos to test with."
        })
final class PolicyTestCommand implements Callable<Integer> {
    private final Cli cli;

    @Parameters(paramLabel = "DIR", description = "The policies as they were written.")
    private Path directory = Path.of("");

    @Mixin
    private PolicyTools tools = new PolicyTools();

    PolicyTestCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var terminal = cli.terminal();
        var program = tools.find(cli.machine());
        return switch (PolicyTest.test(directory, program)) {
            case Result.Refused(var findings) -> {
                findings.forEach(finding -> terminal.line(finding.text()));
                terminal.error("Not tested: the lint found " + findings.size() + " things to mend first.");
                yield Cli.FAILED;
            }
            case Result.Untested(var built) -> {
                terminal.line("Lint and build are fine: revision " + built.revision() + ".");
                terminal.error("Not tested: there is no `cerbos` program on the PATH. Install it"
                        + " (https://docs.cerbos.dev) or name it with --cerbos PATH.");
                yield Cli.NOT_TESTED;
            }
            case Result.Tested tested -> {
                print("The policies as they were written:", tested.sources());
                print("The build, which a PDP would load:", tested.build());
                if (tested.passed()) {
                    terminal.line("Passed: revision " + tested.built().revision() + ".");
                    yield Cli.OK;
                }
                terminal.error("Failed: see what Cerbos printed above.");
                yield Cli.FAILED;
            }
        };
    }

    private void print(String heading, Compiled compiled) {
        cli.terminal().line(heading);
        compiled.printed().lines().forEach(line -> cli.terminal().line("  " + line));
    }
}

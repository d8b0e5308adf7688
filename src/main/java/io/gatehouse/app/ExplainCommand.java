package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Confirmation;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Rule;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gatehouse explain`: what would be decided about a call that nobody made.
@Command(
        name = "explain",
        description = {
            "Tell what would be decided about a call, and why; change and record nothing.",
            "Without an option it reads a hook request of Claude Code (JSON) from standard input."
        })
final class ExplainCommand implements Callable<Integer> {
    private static final int MAX_HOOK_BYTES = 16 << 20;

    private final Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @ArgGroup
    private Question question = new Question();

    @Option(names = "--cwd", paramLabel = "DIR", description = "Where the call would run; otherwise here.")
    private Path cwd = Path.of("");

    @Option(
            names = "--dialect",
            paramLabel = "SHELL",
            description = "What --command is written for: bash, powershell or cmd; otherwise bash.")
    private Dialect dialect = Dialect.BASH;

    @Option(names = "--json", description = "For machines.")
    private boolean json;

    /// At most one of them.
    static final class Question {
        @Option(names = "--command", paramLabel = "LINE", description = "A shell command line.")
        private Optional<String> command = Optional.empty();

        @Option(
                names = "--file",
                paramLabel = "ACTION:PATH",
                description = "A use of a file: read, write, delete or access, and its path.")
        private Optional<String> file = Optional.empty();

        @Option(names = "--url", paramLabel = "URL", description = "An address to fetch.")
        private Optional<String> url = Optional.empty();
    }

    ExplainCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var asked = question();
        try (var daemon = cli.connect()) {
            var enforcement = daemon.explain(asked);
            if (json) {
                cli.terminal().json(enforcement);
            } else {
                print(enforcement);
            }
            return enforcement.verdict().allows() ? Cli.OK : Cli.DENIED;
        }
    }

    private ExplainQuestion question() {
        var directory = cwd.toAbsolutePath().normalize().toString();
        if (question.command.isPresent()) {
            return new ExplainQuestion.Command(dialect, question.command.get(), directory);
        }
        if (question.file.isPresent()) {
            return file(question.file.get(), directory);
        }
        if (question.url.isPresent()) {
            return new ExplainQuestion.Url(question.url.get());
        }
        return new ExplainQuestion.Hook(ClaudeCode.NAME, hook(cli.terminal().in()));
    }

    private ExplainQuestion file(String text, String directory) {
        int colon = text.indexOf(':');
        var action = Arrays.stream(Action.values())
                .filter(candidate ->
                        candidate.kind().equals("file") && candidate.id().equals(text.substring(0, Math.max(colon, 0))))
                .findFirst()
                .orElseThrow(
                        () -> misused("--file takes ACTION:PATH with read, write, delete or access as ACTION, not \""
                                + text + "\"."));
        if (text.length() == colon + 1) {
            throw misused("--file names no path after \"" + text + "\".");
        }
        return new ExplainQuestion.File(action, text.substring(colon + 1), directory);
    }

    private String hook(InputStream in) {
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
            throw misused("Name a call with --command, --file or --url, or pipe a hook request in.");
        }
        try {
            var bytes = in.readNBytes(MAX_HOOK_BYTES + 1);
            if (bytes.length > MAX_HOOK_BYTES) {
                throw misused("The hook request on standard input is larger than 16 MB, more than any call may be.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Standard input cannot be read: " + e.getMessage(), e);
        }
    }

    private CommandLine.ParameterException misused(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }

    private void print(Enforcement enforcement) {
        var terminal = cli.terminal();
        terminal.fact("Call", enforcement.shown());
        terminal.fact("Verdict", verdict(enforcement.verdict()));
        denial(enforcement.verdict()).ifPresent(deny -> {
            terminal.fact("Agent", deny.toldAgent());
            terminal.fact("You", deny.toldPerson());
        });
        terminal.fact("Rests on", basis(enforcement.basis()));
        enforcement.confirmation().ifPresent(asking -> terminal.fact("Person", confirmation(asking)));
        enforcement.grants().forEach(used -> terminal.fact("Grant", grant(used)));
        terminal.fact("Workspace", enforcement.workspace());
        enforcement.doubts().forEach(doubt -> terminal.fact("Doubt", doubt));
        for (var asked : enforcement.asked()) {
            var request = asked.request();
            terminal.line("");
            terminal.line(request.action().label() + "  " + (asked.decision().allows() ? "allow" : "deny"));
            asked.decision().rules().forEach(rule -> terminal.line("  " + rule(rule)));
            if (request.isSo(AccessRequest.AFTER_DENY)) {
                terminal.line("  after a denied call for the same " + target(request.action()));
            }
            request.attributes().forEach((name, value) -> {
                if (isTelling(value)) {
                    terminal.line("  %-14s %s".formatted(name, value));
                }
            });
        }
    }

    private static String target(Action action) {
        return switch (action) {
            case READ, WRITE, DELETE, ACCESS -> "path";
            case CONNECT -> "host";
            case EXEC -> "program";
            case USE, CALL, SPAWN, CONFIGURE -> "thing";
        };
    }

    private static boolean isTelling(Object value) {
        return !(value.equals("") || value.equals(false) || value.equals(List.of()));
    }

    private static String verdict(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> "allow";
            case Verdict.Deny deny -> "deny, " + why(deny);
            case Verdict.WouldDeny(var deny) -> "allow, because of observe mode; otherwise deny, " + why(deny);
        };
    }

    private static String why(Verdict.Deny deny) {
        return deny.rules().isEmpty()
                ? deny.cause().code()
                : deny.rules().stream().map(Rule::id).distinct().collect(Collectors.joining(", "));
    }

    private static Optional<Verdict.Deny> denial(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> Optional.empty();
            case Verdict.Deny deny -> Optional.of(deny);
            case Verdict.WouldDeny(var deny) -> Optional.of(deny);
        };
    }

    private static String basis(Basis basis) {
        return switch (basis) {
            case Basis.Central central -> "the policy engine" + revision(central.revision());
            case Basis.Plan(var revision, var confirmedAt, var unavailable) ->
                confirmedAt
                        .map(at -> "the central policy" + revision(revision) + ", confirmed at " + at + ", because "
                                + unavailable)
                        .orElse("the policies that ship with Gatehouse" + revision(revision));
            case Basis.Cached(var revision, var confirmedAt, var unavailable) ->
                "an earlier decision" + revision(revision) + ", confirmed at " + confirmedAt + ", because "
                        + unavailable;
            case Basis.None(var why) -> why.isEmpty() ? "nothing" : "nothing: " + why;
        };
    }

    private static String confirmation(Confirmation confirmation) {
        var questions = confirmation.questions();
        return switch (confirmation.answer()) {
            case WOULD_ASK -> "would be asked: " + questions;
            case NOBODY -> "would be asked where there is a screen: " + questions;
            case CONFIRMED, DENIED, CHANGED, EXPIRED, FAILED, BUSY, IMPATIENT ->
                confirmation.answer().name().toLowerCase(Locale.ROOT) + ": " + questions;
        };
    }

    private static String grant(Enforcement.Used used) {
        return used.grant()
                + (used.maxUses().isPresent()
                        ? ", for at most " + used.maxUses().getAsLong() + " calls"
                        : "");
    }

    private static String revision(String revision) {
        return revision.isEmpty() ? "" : ", revision " + revision;
    }

    private static String rule(Rule rule) {
        return "%s (%s, %s): %s %s"
                .formatted(
                        rule.id(),
                        rule.waivable() ? "exceptions possible" : "no exceptions",
                        rule.severity().name().toLowerCase(Locale.ROOT),
                        rule.why(),
                        rule.fix());
    }
}

package io.gatehouse.app;

import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.local.ExceptionDraft;
import io.gatehouse.local.ExceptionDraft.Choice;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.local.LocalClient;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse exceptions`: asks the security team that a denied call may run after all, for a time.
@Command(
        name = "exceptions",
        description = "Ask your security team for an exception, and see what became of it.",
        synopsisSubcommandLabel = "COMMAND")
final class ExceptionsCommand {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,5})(m|h|d)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    ExceptionsCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(
            description = {
                "Ask that a denied call may run after all, for a time.",
                "What an agent asks for is sent only after you have confirmed it."
            })
    int request(
            @Parameters(paramLabel = "ID", description = "The denied call, as its reason names it.") String id,
            @Option(names = "--why", paramLabel = "TEXT", description = "Why it is needed; otherwise you are asked.")
                    Optional<String> why,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            description = "What the exception covers: exact (this call; the default), command,"
                                    + " subcommand, path, directory or host.")
                    Optional<ScopeChoice.Kind> scope,
            @Option(names = "--every-session", description = "Not only in the session of the call.")
                    boolean everySession,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            defaultValue = "1h",
                            description = "For how long: 30m, 8h, 7d; 1h otherwise, 30d at most.")
                    String wished,
            @Option(
                            names = "--calls",
                            paramLabel = "NUMBER",
                            defaultValue = "1",
                            description = "For how many calls, up to 1000, or \"any\"; otherwise for one.")
                    String calls,
            @Option(names = "--ticket", paramLabel = "TICKET", description = "A link or a number.")
                    Optional<String> ticket,
            @Option(names = "--json", description = "For machines.") boolean json) {
        var duration = duration(wished);
        var uses = uses(calls);
        try (var daemon = cli.connect()) {
            var draft = daemon.draft(id);
            if (draft.isEmpty()) {
                return failed("There is no enforcement with this id: " + id);
            }
            if (draft.get().refusal().isPresent()) {
                return failed(draft.get().refusal().get());
            }
            var choice = choice(draft.get(), scope);
            if (choice.scope().scope().isEmpty()) {
                return failed("--scope " + Exceptions.code(choice.scope().kind()) + " is not possible. "
                        + choice.scope().impossible());
            }
            if (!json) {
                print(draft.get(), choice, everySession);
            }
            var wish = new ExceptionWish(
                    id,
                    choice.scope().kind(),
                    everySession,
                    duration,
                    uses,
                    why.orElseGet(this::askWhy),
                    ticket.orElse(""),
                    cli.terminal().typist());
            var request = daemon.file(wish);
            if (json) {
                cli.terminal().json(request);
            } else {
                new RequestText(cli.terminal()).printShort(request);
            }
            return Cli.OK;
        }
    }

    private OptionalLong uses(String text) {
        if (text.equals("any")) {
            return OptionalLong.empty();
        }
        if (!NUMBER.matcher(text).matches()) {
            throw misused("--calls takes a number of calls or \"any\", not \"" + text + "\".");
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    private Duration duration(String text) {
        var parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw misused("--for takes a time as 30m, 8h or 7d, not \"" + text + "\".");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /// What was named, or the narrowest that is possible.
    private Choice choice(ExceptionDraft draft, Optional<ScopeChoice.Kind> named) {
        var choices = draft.choices().stream();
        return named.map(kind -> choices.filter(choice -> choice.scope().kind() == kind)
                        .findFirst()
                        .orElseThrow(() -> misused("This call has no scope \"" + Exceptions.code(kind) + "\", but: "
                                + kinds(draft) + ".")))
                .orElseGet(() -> choices.filter(choice -> choice.scope().scope().isPresent())
                        .findFirst()
                        .orElseThrow(() -> misused("Nothing that could be granted would let this call through.")));
    }

    private static String kinds(ExceptionDraft draft) {
        return draft.choices().stream()
                .map(choice -> Exceptions.code(choice.scope().kind()))
                .collect(Collectors.joining(", "));
    }

    private void print(ExceptionDraft draft, Choice chosen, boolean everySession) {
        var terminal = cli.terminal();
        var text = new RequestText(terminal);
        terminal.fact("Call", draft.shown());
        text.rules(draft.rules());
        terminal.fact("Scope", chosen.scope().words() + ", " + RequestText.reach(everySession || !draft.hasSession()));
        (everySession ? chosen.everySession() : chosen.thisSession()).ifPresent(text::preview);
        for (var other : draft.choices()) {
            if (!other.equals(chosen)) {
                var why = other.scope().impossible();
                terminal.fact(
                        "Or",
                        "--scope " + Exceptions.code(other.scope().kind()) + ": "
                                + other.scope().words() + (why.isEmpty() ? "" : ". Not possible: " + why));
            }
        }
        terminal.line("");
    }

    private String askWhy() {
        var terminal = cli.terminal();
        if (terminal.typist() == Filer.AGENT) {
            throw misused("Say why it is needed with --why TEXT.");
        }
        return terminal.ask("Why is it needed? ")
                .filter(answer -> !answer.isBlank())
                .orElseThrow(() -> misused("A request says why it is needed."));
    }

    @Command(description = "List what was asked for on this laptop, the newest first.")
    int list(@Option(names = "--json", description = "For machines.") boolean json) {
        try (var daemon = cli.connect()) {
            var requests = daemon.requests();
            if (json) {
                cli.terminal().json(requests);
            } else {
                new RequestText(cli.terminal()).print(requests);
            }
            return Cli.OK;
        }
    }

    @Command(description = "Tell where a request stands.")
    int show(
            @Parameters(paramLabel = "ID", description = "The request.") String id,
            @Option(names = "--json", description = "For machines.") boolean json) {
        try (var daemon = cli.connect()) {
            var found = daemon.findRequest(id);
            return found.isPresent() ? print(found.get(), json, "") : unknown(id);
        }
    }

    @Command(description = "Take a request back before it is decided.")
    int withdraw(@Parameters(paramLabel = "ID", description = "The request.") String id) {
        try (var daemon = cli.connect()) {
            return exists(daemon, id) ? print(daemon.withdraw(id), false, "Taken back.") : unknown(id);
        }
    }

    @Command(description = "Send what an agent asked for. Only a person at a terminal can do so.")
    int confirm(@Parameters(paramLabel = "ID", description = "The request.") String id) {
        if (cli.terminal().typist() == Filer.AGENT) {
            return failed("Only a person can confirm what an agent asked for: run this in a terminal of your own.");
        }
        try (var daemon = cli.connect()) {
            return exists(daemon, id) ? print(daemon.confirm(id), false, "Confirmed.") : unknown(id);
        }
    }

    @Command(description = "Answer what your security team asks back. Only a person at a terminal can do so.")
    int answer(
            @Parameters(paramLabel = "ID", description = "The request.") String id,
            @Parameters(paramLabel = "TEXT", arity = "0..1", description = "The answer; otherwise you are asked.")
                    Optional<String> text) {
        if (cli.terminal().typist() == Filer.AGENT) {
            return failed("Only a person can answer the security team: run this in a terminal of your own.");
        }
        try (var daemon = cli.connect()) {
            var asked = daemon.findRequest(id);
            if (asked.isEmpty()) {
                return unknown(id);
            }
            var question = asked.get().question();
            if (question.isEmpty()) {
                return failed("Nobody asks anything about this request.");
            }
            var answer = text.or(() -> {
                cli.terminal().fact("Question", question.get());
                return cli.terminal().ask("Your answer: ");
            });
            return print(daemon.answer(id, answer.orElse("")), false, "Kept; it goes to your security team.");
        }
    }

    private static boolean exists(LocalClient daemon, String id) {
        return daemon.findRequest(id).isPresent();
    }

    private int unknown(String id) {
        return failed("There is no exception request with this id: " + id);
    }

    private int failed(String sentence) {
        cli.terminal().error(sentence);
        return Cli.FAILED;
    }

    private int print(KeptRequest request, boolean json, String done) {
        if (json) {
            cli.terminal().json(request);
        } else {
            if (!done.isEmpty()) {
                cli.terminal().line(done);
            }
            new RequestText(cli.terminal()).print(request);
        }
        return Cli.OK;
    }

    private ParameterException misused(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}

package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.enforcement.Confirmation.Answer;
import io.gatehouse.enforcement.Person;
import io.gatehouse.json.Json;
import io.gatehouse.ui.window.ConfirmApp;
import io.gatehouse.ui.window.ConfirmQuestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the person in a dialog: a process that is started for one question, because the daemon loads no JavaFX.
///
/// Design. Question and nonce go into the process by a pipe, and its answer comes out of one: no port, no file and no
/// variable that another program could write to. The answer is one line, the nonce and a word, and the process then
/// ends well. Anything else is no confirmation, and after its time it is killed.
///
/// @param command starts the process
/// @param countdown for the person to answer
/// @param start for the dialog to appear
record Dialog(List<String> command, Duration countdown, Duration start) implements Person {
    /// What the process is started with.
    static final String ARGUMENT = "ask-person";

    private static final Logger log = LoggerFactory.getLogger(Dialog.class);
    private static final Duration COUNTDOWN = Duration.ofSeconds(45);
    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int LONGEST_ANSWER = 100;
    private static final int LONGEST_QUESTION = 1 << 20;
    private static final int LONGEST_SHOWN = 20_000;

    /// @param nonce that the answer must carry
    private record Sheet(String nonce, ConfirmQuestion question) {}

    static Dialog of(WindowProcess process) {
        return new Dialog(process.dialog(), COUNTDOWN, START);
    }

    @Override
    public Optional<Duration> longest() {
        return Optional.of(countdown.plus(start));
    }

    @Override
    public Answer ask(Question question) {
        try {
            var nonce = nonce();
            var process =
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            try {
                return answer(process, nonce, Json.bytes(new Sheet(nonce, sheet(question))));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            log.error("The dialog that asks about a call cannot be started", e);
            return Answer.FAILED;
        } catch (InterruptedException _) { // the daemon ends
            Thread.currentThread().interrupt();
            return Answer.FAILED;
        }
    }

    private static String nonce() {
        var random = new byte[16];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private ConfirmQuestion sheet(Question question) {
        var shown = question.shown();
        return new ConfirmQuestion(
                question.origin().agent(),
                question.workspace(),
                shown.length() <= LONGEST_SHOWN
                        ? shown
                        : shown.substring(0, LONGEST_SHOWN / 2) + shown.substring(shown.length() - LONGEST_SHOWN / 2),
                question.rules().stream()
                        .map(rule -> new ConfirmQuestion.Rule(rule.id(), rule.confirm(), rule.why()))
                        .toList(),
                countdown);
    }

    private Answer answer(Process process, String nonce, byte[] sheet) throws InterruptedException {
        var said = new CompletableFuture<byte[]>();
        Thread.ofVirtual().name("dialog-question").start(() -> write(process, sheet));
        Thread.ofVirtual().name("dialog-answer").start(() -> read(process.getInputStream(), said));
        if (!process.waitFor(countdown.plus(start).toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("The dialog that asks about a call did not end in time");
            return Answer.EXPIRED;
        }
        try {
            return meant(process.exitValue(), said.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS), nonce);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("The answer of the dialog that asks about a call cannot be read", e);
            return Answer.FAILED;
        }
    }

    private static void write(Process process, byte[] sheet) {
        try (var out = process.getOutputStream()) {
            out.write(sheet);
        } catch (IOException e) { // it has ended, which is seen otherwise
            log.debug("The dialog did not take its question", e);
        }
    }

    private static void read(InputStream out, CompletableFuture<byte[]> said) {
        try {
            said.complete(out.readNBytes(LONGEST_ANSWER));
        } catch (IOException e) {
            said.completeExceptionally(e);
        }
    }

    private static Answer meant(int exit, byte[] said, String nonce) {
        var line = new String(said, UTF_8);
        if (exit == Cli.OK && line.equals(nonce + " allow\n")) {
            return Answer.CONFIRMED;
        } else if (exit == Cli.OK && line.equals(nonce + " deny\n")) {
            return Answer.DENIED;
        } else if (exit == Cli.OK && line.equals(nonce + " expired\n")) {
            return Answer.EXPIRED;
        }
        log.warn("The dialog that asks about a call ended with {} and no answer", exit);
        return Answer.FAILED;
    }

    /// The other end of it, in the process of the dialog. It ends with the daemon.
    ///
    /// @return the exit code
    static int show(InputStream in, PrintStream out) {
        ProcessHandle.current().parent().ifPresent(daemon -> {
            var _ = daemon.onExit().thenRun(() -> Runtime.getRuntime().halt(Cli.FAILED));
        });
        try {
            var sheet = Json.read(in.readNBytes(LONGEST_QUESTION), Sheet.class);
            out.print(sheet.nonce + " " + ConfirmApp.ask(sheet.question) + "\n");
            out.flush();
            return out.checkError() ? Cli.FAILED : Cli.OK;
        } catch (IOException | RuntimeException e) {
            log.error("A question could not be put", e);
            return Cli.FAILED;
        }
    }
}

package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Confirmation.Answer;
import io.gatehouse.enforcement.Person.Question;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A shell in the dialog's place: what it says, and how it ends.
class DialogTest {
    private static final String NONCE = "nonce=$(sed 's/.*\"nonce\":\"\\([0-9a-f]*\\)\".*/\\1/'); ";
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Question question(String shown) {
        var origin = new ToolCall.Origin("claude-code", "s", "t", "Bash", "", "", "default", "/w");
        var rule = new Rule("command.push", "command", "w", "f", false, Severity.LOW, "Push it?");
        return new Question(origin, "/w", shown, List.of(rule));
    }

    private static Answer ask(String script, Duration within) {
        return new Dialog(List.of("sh", "-c", script), within, Duration.ZERO).ask(question("git push"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "echo $nonce allow          , CONFIRMED",
                "echo $nonce deny           , DENIED",
                "echo $nonce expired        , EXPIRED",
                "echo $nonce allow; exit 1  , FAILED",
                "echo $nonce allow; kill -9 $$, FAILED",
                "echo $nonce yes            , FAILED",
                "echo $nonce ALLOW          , FAILED",
                "echo allow                 , FAILED",
                "echo 00112233445566778899aabbccddeeff allow, FAILED",
                "printf '%s allow' $nonce   , FAILED",
                "echo; echo $nonce allow    , FAILED",
                "echo $nonce allow; echo $nonce allow, FAILED",
                "echo $nonce deny; echo $nonce allow, FAILED",
                "echo $nonce allow; yes     , EXPIRED",
                "exit 0                     , FAILED",
                "exit 3                     , FAILED",
                "kill -9 $$                 , FAILED"
            })
    void onlyOneClearLineAndAGoodEndIsAYes(String script, Answer answer) {
        var within = answer == Answer.EXPIRED && script.contains("yes") ? Duration.ofMillis(500) : LONG;
        assertEquals(answer, ask(NONCE + script, within));
    }

    @Test
    void aDialogThatHangsIsKilledAndItsAnswerIsNone() {
        var sleep = "sleep 3600.0" + ProcessHandle.current().pid();
        assertEquals(Answer.EXPIRED, ask(NONCE + "echo $nonce allow; exec " + sleep, Duration.ofMillis(500)));
        ProcessHandle.current()
                .children()
                .filter(process -> process.info().commandLine().orElse("").contains(sleep))
                .forEach(process -> assertTrue(
                        !process.onExit().orTimeout(20, TimeUnit.SECONDS).join().isAlive()));
    }

    @Test
    void aDialogThatCannotBeStartedIsNoAnswer() {
        assertEquals(
                Answer.FAILED, new Dialog(List.of("/nonexistent/java"), LONG, Duration.ZERO).ask(question("git push")));
    }

    @Test
    void aDialogThatDoesNotReadItsQuestionDoesNotHangTheDaemon() {
        var dialog = new Dialog(List.of("sh", "-c", "exit 0"), LONG, Duration.ZERO);
        assertEquals(Answer.FAILED, dialog.ask(question("x".repeat(1 << 20))));
    }

    @Test
    void eachQuestionHasANonceOfItsOwnThatNoArgumentAndNoVariableTells(@TempDir Path dir) throws IOException {
        for (var name : List.of("one", "two")) {
            ask(
                    NONCE + "echo $nonce >" + dir.resolve(name) + "; tr '\\0' ' ' </proc/$$/cmdline >"
                            + dir.resolve("all") + "; cat /proc/$$/environ >>" + dir.resolve("all"),
                    LONG);
            var nonce = Files.readString(dir.resolve(name)).strip();
            assertTrue(nonce.matches("[0-9a-f]{32}"), nonce);
            assertFalse(Files.readString(dir.resolve("all")).contains(nonce));
        }
        assertNotEquals(Files.readString(dir.resolve("one")), Files.readString(dir.resolve("two")));
    }

    @Test
    void theQuestionHoldsWhatThePersonNeedsToKnow(@TempDir Path dir) throws IOException {
        ask("cat >" + dir.resolve("question"), LONG);
        var sheet = Files.readString(dir.resolve("question"));
        for (var part : List.of("claude-code", "/w", "git push", "command.push", "Push it?", "\"within\":\"PT20S\"")) {
            assertTrue(sheet.contains(part), sheet);
        }
    }
}

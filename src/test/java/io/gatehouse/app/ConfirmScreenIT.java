package io.gatehouse.app;

import static io.gatehouse.ui.RealDesktop.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gatehouse.cerbos.ConfirmRuleTest;
import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.RealPdp;
import io.gatehouse.enforcement.Confirmation.Answer;
import io.gatehouse.enforcement.Person.Question;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.ui.RealDesktop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A call that waits for a person, on a real screen; run below `src/test/screen/run.sh`.
@Tag("screen")
@Timeout(120)
class ConfirmScreenIT {
    @TempDir
    Path directory;

    private static List<String> dialogs() {
        return RealDesktop.windows("--name", "^Gatehouse asks you$");
    }

    @Test
    void aCallWaitsForAClickAndIsNotAnsweredByWhatIsTypedAsTheQuestionAppears() throws Exception {
        PolicyBuild.build(ConfirmRuleTest.withExample(directory.resolve("policies")), directory.resolve("built"));
        try (var pdp = RealPdp.start(directory.resolve("built"), directory);
                var daemon = DaemonProcess.onTheDesktop(
                        directory.resolve("laptop"),
                        "pdp: {url: \"%s\"}\nprincipal: {id: ada, roles: [developer]}\n".formatted(pdp.url()))) {
            var answer = CompletableFuture.supplyAsync(() -> hears(daemon, "git push"), Thread::startVirtualThread);
            await("the question is on the screen, while somebody types", () -> {
                RealDesktop.press("Return", "space");
                return !dialogs().isEmpty();
            });
            RealDesktop.keep("confirm");
            assertFalse(answer.isDone(), "what was typed was taken for an answer");

            var dialog = dialogs().getFirst();
            await("a click on Allow once is heard", () -> {
                if (!dialogs().isEmpty()) {
                    RealDesktop.clickFoot(dialog, 140, 43);
                }
                return answer.isDone();
            });
            assertEquals("{}", answer.get());
            assertEquals(List.of(), dialogs());
            assertEquals(
                    Answer.CONFIRMED,
                    daemon.records()
                            .getFirst()
                            .enforcement()
                            .confirmation()
                            .orElseThrow()
                            .answer());
        }
    }

    @Test
    void silenceIsNoAnswer() {
        var program = Path.of(System.getProperty("gatehouse.dist", "target/dist"), "bin", "gatehouse");
        var dialog =
                new Dialog(List.of(program.toString(), Dialog.ARGUMENT), Duration.ofSeconds(3), Duration.ofSeconds(30));
        var origin = new ToolCall.Origin("claude-code", "s", "t", "Bash", "", "", "default", "/w");
        var rule = new Rule("command.push", "command", "Why.", "Fix.", false, Severity.LOW, "Push it?");

        assertEquals(Answer.EXPIRED, dialog.ask(new Question(origin, "/w", "git push", List.of(rule))));
        assertEquals(List.of(), dialogs());
    }

    private String hears(DaemonProcess daemon, String line) {
        var call = Map.of(
                "session_id",
                "s",
                "tool_use_id",
                "t",
                "cwd",
                directory.toString(),
                "hook_event_name",
                "PreToolUse",
                "tool_name",
                "Bash",
                "tool_input",
                Map.of("command", line));
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(daemon.hookUrl())
                    .header("Authorization", "Bearer " + daemon.hookToken())
                    .header("Content-Type", "application/json")
                    .header("Gatehouse-Waits", "110")
                    .POST(BodyPublishers.ofByteArray(Json.bytes(call)))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package io.gatehouse.coverage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.coverage.Transcripts.Place;
import io.gatehouse.coverage.Transcripts.Unread;
import io.gatehouse.enforcement.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What real clients wrote (`src/test/resources/transcripts`), in files that grow.
class TranscriptsTest {
    private static final Path RECORDED = Path.of("src/test/resources/transcripts");
    private static final String CODEX = "01a21a2d-1468-79d3-8c3d-0e935c7f31f4";
    private static final String QWEN = "80e9cd28-7fe2-4e04-b756-548713f0aead";

    @TempDir
    private Path home;

    private final List<Outcome> ran = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();
    private Instant since = Instant.EPOCH;
    private final Transcripts transcripts = new Transcripts(this::places, ran::add, unread::add);

    private List<Place> places() {
        return List.of(
                new Place("codex", home.resolve("sessions"), TranscriptFormat.CODEX, since),
                new Place("qwen", home.resolve("projects"), TranscriptFormat.QWEN, since));
    }

    private Path codex(String name) {
        return home.resolve("sessions/2026/11/26/rollout-" + name + ".jsonl");
    }

    private Path qwen(String name) {
        return home.resolve("projects/shop/chats/" + name + ".jsonl");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String recorded(String name) throws IOException {
        return Files.readString(RECORDED.resolve(name));
    }

    private void look() {
        transcripts.look(Instant.now());
    }

    /// By what ran, since files are read in no order.
    private List<String> told() {
        return ran.stream()
                .map(outcome -> String.join(
                                " ",
                                outcome.agent(),
                                outcome.session(),
                                outcome.callId(),
                                outcome.tool(),
                                outcome.failed() ? "failed" : "ran",
                                outcome.command())
                        .strip())
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    @Test
    void codexTellsWhatRanUnderTheIdsOfItsHooksAlsoOfASubagent() throws IOException {
        write(codex("a"), recorded("codex/allowed.jsonl"));
        write(codex("b"), recorded("codex/subagent.jsonl"));
        look();
        assertEquals(
                List.of(
                        "codex " + CODEX + " call_1 Bash ran echo ran > shell-ran",
                        "codex " + CODEX + " call_2 apply_patch ran",
                        "codex " + CODEX + " call_3 Bash ran cat /home/dev/project/notes.txt",
                        "codex " + CODEX + " call_4 mcp__filesystem__note ran",
                        "codex " + CODEX + " call_7 Bash ran echo ran > subagent-ran"),
                told());
        assertEquals(List.of(), unread);
    }

    @Test
    void ofAScriptThatCallsToolsEachCallIsTold() throws IOException {
        write(codex("c"), recorded("codex/code-mode.jsonl"));
        look();
        assertEquals(
                List.of("Bash", "apply_patch", "Bash", "mcp__filesystem__note"),
                ran.stream().map(Outcome::tool).toList());
        assertEquals("exec-7016af5f-9323-409b-8d8d-4df42c9d2c5b", ran.getFirst().callId());
        assertEquals(List.of(), unread);
    }

    @Test
    void qwenTellsWhatRanUnderTheIdsOfItsHooksAlsoOfASubagent() throws IOException {
        write(qwen("a"), recorded("qwen/allowed.jsonl"));
        write(home.resolve("projects/shop/subagents/x/agent.jsonl"), recorded("qwen/subagent.jsonl"));
        look();
        assertEquals(
                List.of(
                        "qwen " + QWEN + " call_1 run_shell_command ran",
                        "qwen " + QWEN + " call_2 write_file ran",
                        "qwen " + QWEN + " call_3 read_file ran",
                        "qwen " + QWEN + " call_4 mcp__filesystem__note ran",
                        "qwen " + QWEN + " call_5 agent ran",
                        "qwen " + QWEN + " call_7 run_shell_command ran"),
                told());
        assertEquals(List.of(), unread);
    }

    @Test
    void whatAHookDeniedDidNotRun() throws IOException {
        write(codex("d"), recorded("codex/denied.jsonl"));
        write(qwen("d"), recorded("qwen/denied.jsonl"));
        look();
        assertEquals(List.of(), ran);
        assertEquals(List.of(), unread);
    }

    @Test
    void aLineThatIsHalfWrittenIsReadOnceItIsWholeAndNoneTwice() throws IOException {
        var text = recorded("codex/subagent.jsonl");
        int half = text.indexOf("\"CommandExecution\"");
        write(codex("a"), text.substring(0, half));
        look();
        assertEquals(List.of(), ran);
        write(codex("a"), text.substring(half));
        look();
        look();
        assertEquals(1, ran.size());
        assertEquals(List.of(), unread);
    }

    @Test
    void whatRanBeforeAnybodyWasToBeAskedIsPassedOver() throws IOException {
        since = Instant.parse("2026-11-26T23:25:29.500Z");
        write(qwen("a"), recorded("qwen/allowed.jsonl"));
        look();
        assertEquals(
                List.of("call_2", "call_3", "call_4", "call_5"),
                ran.stream().map(Outcome::callId).toList());
    }

    @Test
    void anOldTranscriptIsNotLookedInto() throws IOException {
        write(codex("a"), recorded("codex/allowed.jsonl"));
        Files.setLastModifiedTime(codex("a"), FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        look();
        assertEquals(List.of(), ran);
    }

    @Test
    void ofAnUnknownFormatItIsSaidThatItCannotBeTold() throws IOException {
        write(codex("a"), "{\"kind\":\"session\",\"v\":9}\n{\"tool\":\"rm\"}\n");
        write(qwen("a"), "no JSON at all\n");
        look();
        look();
        assertEquals(List.of(), ran);
        assertEquals(
                List.of(new Unread("codex", 1), new Unread("qwen", 1)),
                unread.stream().sorted(Comparator.comparing(Unread::agent)).toList());
        Files.delete(codex("a"));
        look();
        assertEquals(new Unread("codex", 0), unread.getLast());
    }

    @Test
    void aVersionThatWritesNoItemsIsUnknownOnceItCallsATool() throws IOException {
        var old = recorded("codex/subagent.jsonl")
                .lines()
                .filter(line -> !line.contains("item_completed"))
                .map(line -> line + "\n")
                .toList();
        write(codex("a"), String.join("", old));
        look();
        assertEquals(List.of(new Unread("codex", 1)), unread);
    }

    @Test
    void aLineThatIsTooLongOrNoJsonIsPassedOverAndSaid() throws IOException {
        var lines = recorded("codex/subagent.jsonl").lines().toList();
        var rest = String.join("\n", lines.subList(1, lines.size())) + "\n";
        write(codex("a"), lines.getFirst() + "\n" + "x".repeat(5 * Transcript.LONGEST_LINE) + "\n" + rest);
        write(codex("b"), lines.getFirst() + "\n{\"item_completed\" \u0001 nonsense\n" + rest);
        look();
        assertEquals(2, ran.size());
        assertEquals(List.of(new Unread("codex", 2)), unread);
    }

    @Test
    void aLookReadsSoMuchAndTheNextGoesOn() throws IOException {
        var lines = recorded("codex/subagent.jsonl").lines().toList();
        var filler = ("{\"x\":\"" + "y".repeat(1_000) + "\"}\n").repeat(12_000);
        write(codex("a"), lines.getFirst() + "\n" + filler + String.join("\n", lines) + "\n");
        look();
        assertEquals(List.of(), ran);
        look();
        assertEquals(1, ran.size());
        assertEquals(List.of(), unread);
    }

    @Test
    void aFileThatIsBegunAnewIsReadAnew() throws IOException {
        write(codex("a"), recorded("codex/allowed.jsonl"));
        look();
        Files.write(codex("a"), recorded("codex/subagent.jsonl").getBytes(UTF_8));
        look();
        assertEquals(5, ran.size());
    }

    @Test
    void whereThereIsNothingNothingIsSaid() {
        look();
        assertEquals(List.of(), ran);
        assertEquals(List.of(), unread);
    }
}

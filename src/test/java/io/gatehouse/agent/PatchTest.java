package io.gatehouse.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.agent.ToolInput.Unreadable;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.Action;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchTest {
    private static Intent.File file(Action action, String path) {
        return new Intent.File(action, path, false, "");
    }

    @Test
    void eachFileIsAnIntentOfItsOwn() {
        var patch =
                """
                *** Begin Patch
                *** Add File: new.txt
                +*** Delete File: not-this
                *** Delete File: old dir/old.txt
                *** Update File: src/a.ts
                @@ class A
                -old
                +new
                 context
                *** End of File
                *** End Patch
                """;
        assertEquals(
                List.of(
                        file(Action.WRITE, "new.txt"),
                        file(Action.DELETE, "old dir/old.txt"),
                        file(Action.WRITE, "src/a.ts")),
                Patch.files(patch));
    }

    @Test
    void aMoveDeletesTheOldNameAndWritesTheNewOne() {
        assertEquals(
                List.of(file(Action.WRITE, "a"), file(Action.DELETE, "a"), file(Action.WRITE, "/home/dev/.bashrc")),
                Patch.files("*** Begin Patch\n*** Update File: a\n*** Move to: /home/dev/.bashrc\n*** End Patch"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*** Add File: x\r\n+y",
                "\u00a0*** Add File: x",
                "\t***Add File:x",
                "  *** add file: x",
                "<<'EOF'\n*** Begin Patch\n*** Add File: x\n+y\n*** End Patch\nEOF\n",
                "text before\n*** Add File: x\ntext after"
            })
    void whatAnyClientCouldTakeForAFileIsOne(String patch) {
        assertTrue(Patch.files(patch).contains(file(Action.WRITE, "x")), Patch.files(patch)::toString);
    }

    @Test
    void aNameIsTakenWithAndWithoutItsBlanks() {
        assertEquals(
                List.of(file(Action.WRITE, "/etc/passwd"), file(Action.WRITE, " /etc/passwd")),
                Patch.files("*** Add File:  /etc/passwd"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no patch",
                "*** Begin Patch\n*** End Patch",
                "*** Begin Patch\n*** Copy File: a\n*** End Patch",
                "*** Begin Patch\n*** Add File: a\n*** Rename to: b\n*** End Patch",
                "*** Begin Patch\n*** Add File:\n*** End Patch",
                "*** Begin Patch\n*** Add File:  \u3000\n*** End Patch",
                "*** Begin Patch\n**** Add File: a\n*** Add File: b"
            })
    void whatIsNoPatchIsUnreadable(String patch) {
        assertThrows(Unreadable.class, () -> Patch.files(patch));
    }

    /// Of any lines in any order, every one that names a file does.
    @Test
    void noFileIsLostAmongAnyLines() {
        var random = new Random(20_261_126);
        var heads = List.of("*** Add File: ", "*** Update File: ", "*** Delete File: ");
        var fillers = List.of("@@", "+*** Add File: z", "-*** Delete File: z", " context", "", "*** End of File");
        for (int round = 0; round < 2_000; round++) {
            var patch = new StringBuilder("*** Begin Patch\n");
            int files = 1 + random.nextInt(5);
            for (int i = 0; i < files; i++) {
                patch.append(heads.get(random.nextInt(heads.size())))
                        .append("f")
                        .append(i)
                        .append('\n');
                for (int n = random.nextInt(3); n > 0; n--) {
                    patch.append(fillers.get(random.nextInt(fillers.size()))).append('\n');
                }
            }
            var found = Patch.files(patch + "*** End Patch").stream()
                    .map(Intent.File::path)
                    .toList();
            assertEquals(files, found.size(), patch::toString);
        }
    }

    @Test
    void blanksWithoutEndAreReadInNoTime() {
        var patch = "*** Add File: a" + " ".repeat(250_000) + "b";
        assertEquals(
                1,
                assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Patch.files(patch))
                        .size());
    }
}

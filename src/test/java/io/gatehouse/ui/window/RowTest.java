package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.RecordHead;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTest {
    @Test
    void showsTheCallOnOneLineWithTheHomeDirectoryShortened() {
        assertEquals("~/.ssh/id_ed25519", row(Sample.key(1)).what());
        assertTrue(row(Sample.long_(1)).what().startsWith("set -euo pipefail cd infra for env"));
    }

    @Test
    void makesHiddenCharactersVisible() {
        var record = Sample.record(1, Sample.denied("echo \u202etxt.exe", List.of()));
        assertEquals("echo \\u{202e}txt.exe", row(record).what());
    }

    @Test
    void saysSoWhenTheCallCouldNotBeRead() {
        assertEquals(
                "A call that could not be read",
                row(Sample.record(1, Sample.denied("", List.of()))).what());
    }

    @Test
    void namesToolAgentAndWorkspace() {
        assertEquals("Bash  ·  claude-code  ·  shop", row(Sample.push(1)).where());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PUSH --force", "main git", "bash", "claude", "code/shop", "command.destructive"})
    void isFoundByWordsOfCallToolAgentWorkspaceAndRule(String text) {
        assertTrue(row(Sample.push(1)).matches(new Filter(false, text, Instant.EPOCH)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pull", "push pull", "file.secret"})
    void isNotFoundWhenAWordIsMissing(String text) {
        assertFalse(row(Sample.push(1)).matches(new Filter(false, text, Instant.EPOCH)));
    }

    @Test
    void countsAsDeniedWhenItIsWouldBeOrCouldNotBeChecked() {
        var denied = new Filter(true, "", Instant.EPOCH);
        assertEquals(
                List.of(true, true, true, false),
                Stream.of(
                                Sample.push(1),
                                Sample.wouldDeny(1),
                                Sample.fault(1),
                                Sample.allowed(1, 1, "Bash", "ls", io.gatehouse.policy.Action.EXEC))
                        .map(record -> row(record).matches(denied))
                        .toList());
    }

    private static Row row(AuditRecord record) {
        return new Row(RecordHead.of(record), Sample.HOME);
    }
}

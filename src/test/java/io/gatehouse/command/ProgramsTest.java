package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgramsTest {
    @Test
    void theShippedTableIsWellFormed() {
        for (var name : List.of("cat", "git", "git clone", "sudo", "bash", "find", "tar-create")) {
            assertTrue(Programs.shipped().find(name).isPresent(), name);
        }
    }

    @Test
    void aBadEntrySaysWhereAndWhatWasExpected() {
        var error = assertThrows(IllegalArgumentException.class, () -> Programs.read("\ncat: reed*\n"));
        var said = String.valueOf(error.getMessage());
        assertTrue(said.contains("line 2: expected one of [read, write") && said.contains("not: reed"), said);
    }

    @Test
    void anOptionMayOnlyLeadToAnEntry() {
        assertThrows(IllegalArgumentException.class, () -> Programs.read("tar: read* | -c: as=nothing\n"));
    }

    @Test
    void aProgramStandsOnce() {
        var error = assertThrows(IllegalArgumentException.class, () -> Programs.read("a, b: read*\nb: value*\n"));
        assertEquals("/command/programs.txt line 2: a program stands twice, not: b", error.getMessage());
    }
}

package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.grant.ExceptionRequest.Filer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypistTest {
    private static final Map<String, String> PLAIN = Map.of("PATH", "/bin", "CLAUDE_CODE_SSE_PORT", "1234");
    private static final List<String> SHELL =
            List.of("/usr/bin/bash", "--login", "/usr/bin/tmux", "/usr/lib/systemd/systemd", "--user");

    @Test
    void aPersonHasATerminalAndNoAgentAbove() {
        assertEquals(Filer.PERSON, Typist.of(PLAIN, SHELL, true));
        assertEquals(Filer.PERSON, Typist.of(PLAIN, List.of("/home/claude/bin/zsh", "/srv/codex/notes.txt"), true));
    }

    @Test
    void withoutATerminalItIsAnAgent() {
        assertEquals(Filer.AGENT, Typist.of(PLAIN, SHELL, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLAUDECODE", "CLAUDE_CODE_SESSION_ID", "AI_AGENT", "GEMINI_CLI", "CODEX_SANDBOX"})
    void whatAnAgentSetsTellsIt(String variable) {
        assertEquals(Filer.AGENT, Typist.of(Map.of(variable, ""), SHELL, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/local/bin/claude",
                "claude",
                "/home/ana/.local/share/claude/versions/2.1.295",
                "C:\\Users\\ana\\AppData\\codex.EXE",
                "/usr/lib/node_modules/.bin/gemini.js",
                "/opt/opencode"
            })
    void anAgentAboveTellsIt(String program) {
        assertEquals(Filer.AGENT, Typist.of(PLAIN, List.of("/usr/bin/bash", program, "/sbin/init"), true));
    }
}

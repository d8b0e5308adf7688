package io.gatehouse.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class McpToolTest {
    @Test
    void oneSeparatorPartsServerAndTool() {
        assertEquals(List.of(new McpTool("mini", "ping")), McpTool.readings("mini-ping", "-"));
        assertEquals("mini", McpTool.server(McpTool.readings("mini-ping", "-")));
    }

    @Test
    void everyPlaceOfSeveralIsAReadingAndNoneIsBelieved() {
        var readings = McpTool.readings("my_own_tool", "_");
        assertEquals(List.of(new McpTool("my", "own_tool"), new McpTool("my_own", "tool")), readings);
        assertEquals(McpTool.UNKNOWN, McpTool.server(readings));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "_x", "x_", "_"})
    void aNameThatCannotBePartedBelongsToNoKnownServer(String name) {
        assertEquals(List.of(new McpTool(McpTool.UNKNOWN, name)), McpTool.readings(name, "_"));
    }
}

package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {
    @ParameterizedTest
    @CsvSource({
        "LINUX, DISPLAY, :0, true",
        "LINUX, WAYLAND_DISPLAY, wayland-0, true",
        "LINUX, DISPLAY, ' ', false",
        "LINUX, OTHER, :0, false",
        "MAC, OTHER, x, true",
        "WINDOWS, OTHER, x, true"
    })
    void knowsWhetherThereIsADisplay(Machine.Os os, String variable, String value, boolean expected) {
        var machine = new Machine(
                os,
                Path.of("/home/ana"),
                Map.of(variable, value),
                "ana",
                new Machine.Managed(Path.of("/etc/gatehouse/gatehouse.yaml"), Optional.of("root")));
        assertEquals(expected, machine.hasDisplay());
    }
}

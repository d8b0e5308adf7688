package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {
    @ParameterizedTest
    @CsvSource({
        "LINUX, /etc/gatehouse/gatehouse.yaml, root",
        "MAC, /Library/Application Support/Gatehouse/managed.yaml, root",
        "WINDOWS, C:\\Program Files\\Gatehouse\\gatehouse.yaml,"
    })
    void readsManagedSettingsWhereOnlyAnAdministratorCanPutThem(Machine.Os os, String file, @Nullable String owner) {
        assertEquals(new Machine.Managed(Path.of(file), Optional.ofNullable(owner)), Machine.Managed.on(os));
    }

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
        var machine = new Machine(os, Path.of("/home/ana"), Map.of(variable, value), "ana", Machine.Managed.on(os));
        assertEquals(expected, machine.hasDisplay());
    }
}

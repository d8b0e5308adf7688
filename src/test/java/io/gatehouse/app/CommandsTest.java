package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.grant.ExceptionRequest.Filer;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandsTest {
    private static final Set<String> ALL = Set.of(
            "daemon",
            "window",
            "status",
            "stop",
            "explain",
            "agents",
            "exceptions",
            "doctor",
            "config",
            "enrol",
            "sync",
            "policy",
            "console",
            "version",
            "prepare-window",
            "rehearse-window");

    @TempDir
    Path home;

    private Map<String, Supplier<Object>> needed(String... args) {
        var machine = Laptop.at(home);
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        var terminal = new Terminal(InputStream.nullInputStream(), nowhere, nowhere, Filer.PERSON);
        return Commands.needed(new Cli(new Programs(machine, terminal), machine, terminal), List.of(args));
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "--window, ''",
        "daemon --headless, daemon",
        "--config /x/y.yaml daemon, daemon",
        "daemon --config status, daemon status",
        "policy test policies, policy",
        "prepare-window --data-dir /x, prepare-window",
    })
    void onlyWhatTheArgumentsNameIsBuilt(String args, String built) {
        assertEquals(
                words(built),
                needed(args.isEmpty() ? new String[0] : args.split(" ")).keySet());
    }

    @ParameterizedTest
    @CsvSource({"--help", "-h", "-hV", "-V", "statu", "--config /x/y.yaml", "--window --help", "status --help", "@file"
    })
    void allAreThereWhereEachMayBeTold(String args) {
        assertEquals(ALL, needed(args.split(" ")).keySet());
    }

    @Test
    void eachIsFoundUnderTheNameThatItTells() {
        needed("--help").forEach((name, command) -> {
            var built = command.get();
            var line = built instanceof CommandLine already ? already : new CommandLine(built);
            assertEquals(name, line.getCommandName());
        });
    }

    @Test
    void noMethodThatIsACommandIsForgotten() {
        var methods = new TreeSet<String>();
        for (var method : CommandLine.getCommandMethods(Cli.class, null)) {
            methods.add(new CommandLine(method).getCommandName());
        }
        assertTrue(methods.contains("daemon"));
        methods.removeAll(needed("--help").keySet());
        assertEquals(Set.of(), methods);
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : new TreeSet<>(List.of(text.split(" ")));
    }
}

package io.gatehouse.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How a window is started: in a process of its own, because JavaFX never gives its memory back.
///
/// @param cache absent where Java can keep none, as when classes do not come from jars
public record WindowProcess(String java, String classPath, Optional<ClassCache> cache) {
    /// Of Java; `installer/bin/gatehouse` has the same.
    public static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Xms40m",
            "-Xmn20m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:-ShrinkHeapInSteps",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=5",
            "-XX:+UseCompactObjectHeaders",
            "-XX:ReservedCodeCacheSize=96m",
            "-XX:-UsePerfData",
            "-XX:TrimNativeHeapInterval=10000",
            "-XX:+DisableAttachMechanism");

    private static final Path NICE = Path.of("/usr/bin/nice");

    /// As this process was started.
    static WindowProcess here(Machine machine) {
        var classPath = System.getProperty("java.class.path");
        return new WindowProcess(
                ProcessHandle.current().info().command().orElse("java"), classPath, ClassCache.of(machine, classPath));
    }

    List<String> window(WindowArguments arguments) {
        return command(quickly(), arguments.toList());
    }

    /// One that asks a person about a call.
    List<String> dialog() {
        return command(quickly(), List.of(Dialog.ARGUMENT));
    }

    private List<String> quickly() {
        return Stream.concat(
                        cache.flatMap(ClassCache::find).stream().flatMap(file -> ClassCache.flags(file).stream()),
                        FLAGS.stream())
                .toList();
    }

    /// A window that nobody sees, from which Java learns what one loads.
    ///
    /// @param into what it then knows
    List<String> rehearsal(Path dataDir, Path into) {
        var flags = new ArrayList<>(FLAGS);
        flags.addAll(List.of("-XX:AOTCacheOutput=" + into, "-Dglass.platform=Headless", "-Dprism.order=sw"));
        var command = command(flags, List.of("rehearse-window", "--data-dir", dataDir.toString()));
        return Files.isExecutable(NICE)
                ? Stream.concat(Stream.of(NICE.toString(), "-n", "10"), command.stream())
                        .toList()
                : command;
    }

    /// Sees to the next window's cache.
    List<String> preparation(Path dataDir) {
        return command(
                List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of("prepare-window", "--data-dir", dataDir.toString()));
    }

    private List<String> command(List<String> flags, List<String> arguments) {
        return Stream.of(
                        Stream.of(java),
                        flags.stream(),
                        Stream.of("-cp", classPath, Main.class.getName()),
                        arguments.stream())
                .flatMap(part -> part)
                .toList();
    }
}

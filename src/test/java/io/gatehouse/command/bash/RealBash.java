package io.gatehouse.command.bash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs a line in Bash and tells, by `strace`, which programs ran and which files were opened.
///
/// The line gets a fresh home directory, a path that holds stubs which do nothing and a few real programs that only
/// read, write and start others, limits, and two seconds. Under root it runs as `nobody`.
final class RealBash implements AutoCloseable {
    /// Real ones, for what they do with their input or start.
    static final List<String> REAL = List.of(
            "bash", "sh", "env", "xargs", "find", "nohup", "timeout", "nice", "setsid", "cat", "tee", "base64", "rev");

    private static final int SECONDS = 2;
    private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

    /// One statement each: dash takes no second one, and calls the number of processes by another letter.
    private static final String LIMITS = "set -e; ulimit -t 2; ulimit -f 2048; ulimit -n 128;"
            + " ulimit -u 400 2>/dev/null || ulimit -p 400; exec \"$@\" </dev/null >/dev/null 2>&1";

    /// What makes all that a line started end with it, where this may be done.
    private final List<String> contained;

    private final Path home;
    private final Path log;
    private final Path temp;
    private final Path programs;

    /// @param directory an empty one, for this runner alone
    RealBash(Path directory) {
        home = directory.resolve("home");
        log = directory.resolve("log");
        temp = directory.resolve("temp");
        programs = directory.resolve("bin");
        try {
            open(Files.createDirectory(programs));
            open(Files.createDirectory(temp));
            Files.createDirectory(log);
            var stub = Files.writeString(directory.resolve("stub"), "#!/bin/sh\n");
            open(stub);
            for (var name : ShellGrammar.STUBS) {
                Files.createSymbolicLink(programs.resolve(name), stub);
            }
            for (var name : REAL) {
                Files.createSymbolicLink(programs.resolve(name), find(name));
            }
            find("strace");
            contained = contained();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> contained() throws IOException {
        var words = List.of("unshare", "--pid", "--fork", "--kill-child=KILL");
        List<String> trial = new ArrayList<>(words);
        trial.add("true");
        try {
            return IS_ROOT && new ProcessBuilder(trial).start().waitFor() == 0 ? words : List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path find(String program) {
        return Stream.of("/usr/bin", "/bin", "/usr/local/bin")
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("comparing with a real Bash needs " + program
                        + ": install strace, bash, coreutils, findutils and util-linux (see .ci/run)"));
    }

    private static void open(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /// Where the line runs.
    Path work() {
        return home.resolve("work");
    }

    Ran run(String line) {
        try {
            for (var from : List.of(home, work())) {
                for (var directory = from.resolve("d/d/d");
                        directory.startsWith(from);
                        directory = directory.getParent()) {
                    open(Files.createDirectories(directory));
                }
            }
            var age = 0;
            for (var file : List.of("a", "b", "c.txt", "d/e")) {
                var made = Files.createFile(work().resolve(file));
                open(made);
                // `[ a -ot b ]` must not depend on how busy the machine is.
                Files.setLastModifiedTime(made, FileTime.fromMillis(1_000_000L * ++age));
            }
            var finished = start(line);
            var ran = read(finished);
            clear(home);
            clear(log);
            clear(temp);
            Files.createDirectories(log);
            open(Files.createDirectories(temp));
            return ran;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean start(String line) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(contained);
        command.addAll(List.of("/bin/sh", "-c", LIMITS, "limits", find("strace").toString()));
        if (IS_ROOT) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of("-ff", "-y", "-qq", "--seccomp-bpf", "-s", "4096", "-e", "signal=none"));
        command.addAll(List.of("-e", "trace=execve,open,openat,creat,unlink,unlinkat,rename,renameat,renameat2"));
        command.addAll(List.of("-o", log.resolve("log").toString()));
        command.addAll(List.of(find("bash").toString(), "--norc", "--noprofile", "-c", line));
        var builder = new ProcessBuilder(command).directory(work().toFile());
        var environment = builder.environment();
        environment.clear();
        environment.put("PATH", programs.toString());
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", temp.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("FUNCNEST", "20");
        var process = builder.start();
        var inTime = process.waitFor(SECONDS, TimeUnit.SECONDS);
        if (!inTime) {
            var started = process.descendants().toList();
            process.destroyForcibly().waitFor();
            started.forEach(ProcessHandle::destroyForcibly);
        }
        return inTime;
    }

    /// Takes the links away before anybody else clears the directory.
    @Override
    public void close() throws IOException {
        clear(programs);
    }

    private Ran read(boolean finished) throws IOException {
        var trace = new Trace(home);
        try (var logs = Files.list(log)) {
            for (var file : logs.sorted().toList()) {
                Files.readString(file, StandardCharsets.ISO_8859_1).lines().forEach(trace::line);
            }
        }
        return trace.ran(finished);
    }

    private static void clear(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, java.io.IOException fault) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

package io.gatehouse.installer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.UUID;

/// A laptop to install packages on, see `src/test/package/machine.sh`: what happens in it stays in it. Ana is logged
/// in.
final class InstalledMachine implements AutoCloseable {
    static final String DATA = "/home/ana/.local/share/gatehouse/";

    private final Process shell;
    private final Writer commands;
    private final BufferedReader output;

    private InstalledMachine(Process shell) {
        this.shell = shell;
        this.commands = shell.outputWriter(UTF_8);
        this.output = shell.inputReader(UTF_8);
    }

    /// @param shared a directory that it sees under the same name
    static InstalledMachine start(Path shared) throws IOException {
        var machine = new InstalledMachine(new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--net",
                        "--fork",
                        "--kill-child",
                        "src/test/package/machine.sh",
                        shared.toString())
                .redirectErrorStream(true)
                .start());
        machine.run("log-in ana");
        return machine;
    }

    /// Runs a shell command as root.
    ///
    /// @return what it printed, standard error included
    String run(String command) {
        var result = attempt(command);
        if (result.code() != 0) {
            throw new IllegalStateException(command + " ended with " + result.code() + ": " + result.output());
        }
        return result.output();
    }

    /// Runs a shell command as Ana, in her session.
    String asAna(String command) {
        return run("as ana " + command);
    }

    record Result(int code, String output) {}

    Result attempt(String command) {
        var mark = UUID.randomUUID().toString();
        try {
            commands.write("{ " + command + "\n} 2>&1 </dev/null; echo; echo " + mark + " $?\n");
            commands.flush();
            var printed = new StringBuilder();
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(mark)) {
                    return new Result(
                            Integer.parseInt(line.substring(mark.length() + 1)),
                            printed.toString().strip());
                }
                printed.append(line).append('\n');
            }
            throw new IllegalStateException("the machine ended: " + printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for a shell condition, up to a minute.
    void await(String condition) {
        run("for i in $(seq 300); do if " + condition + "; then break; fi; sleep 0.2; done; " + condition);
    }

    /// @return the hook's answer to a shell command that an agent wants to run; the call waits while the daemon starts
    String call(String id, String line) {
        var payload =
                "{\"session_id\":\"s\",\"cwd\":\"/home/ana\",\"hook_event_name\":\"PreToolUse\",\"tool_name\":\"Bash\","
                        + "\"tool_use_id\":\"" + id + "\",\"tool_input\":{\"command\":\"" + line + "\"}}";
        return run("curl --silent --show-error --max-time 60 --header 'Content-Type: application/json' "
                + "--header \"Authorization: Bearer $(cat " + DATA + "hook.token)\" --data '" + payload
                + "' http://127.0.0.1:7411/hooks/claude-code");
    }

    String daemonsProcess() {
        return asAna("systemctl --user show --property MainPID --value gatehouse.service");
    }

    void awaitDaemon() {
        await("[ -e " + DATA + "hook.token ] && as ana gatehouse status >/dev/null");
    }

    @Override
    public void close() {
        shell.destroyForcibly();
        shell.onExit().join();
    }
}

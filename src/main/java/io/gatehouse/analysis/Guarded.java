package io.gatehouse.analysis;

import io.gatehouse.policy.Action;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is Gatehouse's own: whatever touches it is also asked as `agent:configure`, so that policies protect it
/// wherever it is.
///
/// @param directories that hold its settings and data
/// @param port on which it is asked
public record Guarded(List<String> directories, IntSupplier port) {
    /// This machine, and the one that holds the container. Keep alike with `loopback` of `policies/net.yaml`.
    private static final Pattern LOOPBACK =
            Pattern.compile("127\\..*|\\[?::1?]?|0\\.0\\.0\\.0|(.+\\.)?localhost|ip6-(localhost|loopback)"
                    + "|localhost\\.localdomain|(host|gateway)\\.docker\\.internal|host\\.containers\\.internal");

    /// Programs that end what listens on a port. Keep alike with `portTool` of `policies/shared/programs.yaml`.
    private static final Set<String> PORT_TOOLS = Set.of("lsof", "fuser", "kill-port", "npx");

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    public Guarded {
        directories = List.copyOf(directories);
    }

    boolean isTouched(Action action, String path, boolean recursive) {
        boolean changes = action != Action.READ;
        // Deleting what is above needs no recursion where that is a link.
        boolean whole = action == Action.DELETE || (recursive && changes);
        return directories.stream()
                .anyMatch(directory -> Paths.isWithin(path, directory) || (whole && Paths.isWithin(directory, path)));
    }

    /// Where it is not understood which host that is, it may be this one.
    boolean isAsked(Hosts.Target target) {
        return target.port() == port.getAsInt()
                && target.port() != 0
                && (target.host().isEmpty() || LOOPBACK.matcher(target.host()).matches());
    }

    boolean isEnded(String program, List<String> argv) {
        return PORT_TOOLS.contains(program.replaceFirst("(?i)\\.exe$", ""))
                && argv.stream()
                        .flatMap(argument -> NUMBER.matcher(argument).results())
                        .anyMatch(number -> number.group().equals(Integer.toString(port.getAsInt())));
    }

    /// As an `agent:configure` calls it.
    String portName() {
        return "port " + port.getAsInt();
    }

    /// With links followed, and as named: whoever replaces a link on the way to a directory has replaced the directory.
    Guarded real(Disk disk) {
        return new Guarded(
                directories.stream()
                        .flatMap(directory -> Stream.of(
                                disk.real(directory, true), disk.real(directory, false), Paths.folded(directory)))
                        .distinct()
                        .toList(),
                port);
    }
}

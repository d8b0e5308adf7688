package io.gatehouse.analysis;

import io.gatehouse.policy.Action;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What would switch this check off: whatever touches it is also asked as `agent:configure`, so that policies protect
/// it wherever it is.
///
/// @param directories of Gatehouse's settings and data, not even to be read
/// @param readable what may be read and not changed: the agents' settings that make them ask, and Gatehouse's program
/// @param port on which Gatehouse is asked
public record Guarded(List<String> directories, List<String> readable, IntSupplier port) {
    /// This machine, and the one that holds the container. `GuardedByPolicyTest` holds it alike with the policies.
    private static final Pattern LOOPBACK =
            Pattern.compile("127\\..*|\\[?::1?]?|0\\.0\\.0\\.0|(.+\\.)?localhost|ip6-(localhost|loopback)"
                    + "|localhost\\.localdomain|(host|gateway)\\.docker\\.internal|host\\.containers\\.internal");

    /// Programs that end what listens on a port, lead it elsewhere or listen there themselves. Held alike too.
    private static final Pattern PORT_TOOL = Pattern.compile(
            "(?i)(lsof|fuser|kill-port|npx|nc|ncat|netcat|socat|busybox|php|python[0-9.]*|node|ruby|perl"
                    + "|iptables|nft)(\\.exe)?");

    private static final Pattern NUMBER = Pattern.compile("(?<![0-9])[0-9]{1,5}(?![0-9])");

    public Guarded {
        directories = List.copyOf(directories);
        readable = List.copyOf(readable);
    }

    boolean isTouched(Action action, Resolver.File file, boolean recursive) {
        return isTouched(action, file.path(), recursive || !file.pattern().isEmpty())
                || isTouched(action, file.linkTarget(), true)
                || (action == Action.WRITE && file.isReplaced() && isTouched(Action.DELETE, file.place(), true));
    }

    private boolean isTouched(Action action, String path, boolean recursive) {
        // Deleting what is above needs no recursion where that is a link.
        boolean whole = action == Action.DELETE || (recursive && action != Action.READ);
        boolean changes = action == Action.WRITE || action == Action.DELETE;
        return isHit(directories, path, whole) || (changes && isHit(readable, path, whole));
    }

    private static boolean isHit(List<String> guarded, String path, boolean whole) {
        return guarded.stream().anyMatch(own -> Paths.isWithin(path, own) || (whole && Paths.isWithin(own, path)));
    }

    /// Where it is not understood which host that is, it may be this one.
    boolean isAsked(Hosts.Target target) {
        return isOwn(target.port())
                && (target.host().isEmpty() || LOOPBACK.matcher(target.host()).matches());
    }

    boolean isEnded(String program, List<String> argv) {
        return PORT_TOOL.matcher(program).matches()
                && argv.stream()
                        .flatMap(argument -> NUMBER.matcher(argument).results())
                        .anyMatch(number -> isOwn(Integer.parseInt(number.group())));
    }

    private boolean isOwn(int number) {
        return number != 0 && number == port.getAsInt();
    }

    /// As an `agent:configure` calls it.
    String portName() {
        return "port " + port.getAsInt();
    }

    /// With links followed, and as named: whoever replaces a link on the way to something has replaced that.
    Guarded real(Disk disk) {
        return new Guarded(real(directories, disk), real(readable, disk), port);
    }

    private static List<String> real(List<String> paths, Disk disk) {
        return paths.stream()
                .flatMap(path -> Stream.of(disk.real(path, true), disk.real(path, false), Paths.folded(path)))
                .distinct()
                .toList();
    }
}

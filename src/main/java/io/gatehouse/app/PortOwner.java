package io.gatehouse.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whose program listens on a port of this computer, as Linux tells everybody.
record PortOwner(long uid, String name) {
    private static final String LISTENING = "0A";
    /// 127.0.0.1 and every address, as IPv4 and mapped into IPv6; ::1 is not where agents ask.
    private static final List<String> ADDRESSES = List.of(
            "0100007F",
            "00000000",
            "00000000000000000000000000000000",
            "0000000000000000FFFF00000100007F",
            "0000000000000000FFFF000000000000");

    /// @param root where `proc` and `etc` are, usually `/`
    /// @return empty where nobody listens, and where nothing tells who
    static Optional<PortOwner> find(Path root, int port) {
        return Stream.of("proc/net/tcp", "proc/net/tcp6")
                .flatMap(table -> lines(root.resolve(table)).stream())
                .flatMap(line -> listener(line, port).stream())
                .findFirst()
                .map(uid -> new PortOwner(uid, name(root, uid)));
    }

    /// The person who runs this.
    static Optional<Long> self() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid
                    ? Optional.of(uid.longValue())
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// `sl local_address rem_address st tx:rx tr:tm retrnsmt uid …`
    private static Optional<Long> listener(String line, int port) {
        var fields = line.strip().split("\\s+", -1);
        if (fields.length < 8 || !fields[3].equals(LISTENING) || !fields[7].matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        var local = fields[1].split(":", 2);
        return local.length == 2 && ADDRESSES.contains(local[0]) && local[1].equals("%04X".formatted(port))
                ? Optional.of(Long.parseLong(fields[7]))
                : Optional.empty();
    }

    /// The login name, or `user 1000`.
    private static String name(Path root, long uid) {
        return lines(root.resolve("etc/passwd")).stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 2 && fields[2].equals(Long.toString(uid)))
                .map(fields -> fields[0])
                .findFirst()
                .orElse("user " + uid);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException _) {
            return List.of();
        }
    }
}

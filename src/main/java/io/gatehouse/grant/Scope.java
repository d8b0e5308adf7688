package io.gatehouse.grant;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import java.util.List;

/// What a grant reaches, read against one access request at a time.
public sealed interface Scope {
    /// Stands in an attribute where a secret was masked; a prefix that holds it would cover other secrets too.
    String MASKED = "***";

    /// Whether this request is within it.
    ///
    /// @param call the call that the request belongs to
    boolean covers(AccessRequest request, Call call);

    /// Whether every request that is within this scope is within the other one, too; false where that cannot be
    /// told from the two alone.
    default boolean isWithin(Scope other) {
        return switch (this) {
            case ExactCall(var key) -> other instanceof ExactCall(var otherKey) && key.equals(otherKey);
            case Command command -> other instanceof Command wider && wider.holds(command);
            case Below(var path) -> other instanceof Below wider && wider.reaches(path);
            case Host(var host) -> other instanceof Host(var otherHost) && host.equals(otherHost);
        };
    }

    /// One call, exactly as it was made; the only scope for commands that are not understood in full.
    ///
    /// @param key a keyed hash of the call before masking, made by the device that it is for
    record ExactCall(String key) implements Scope {
        public ExactCall {
            requireText(key, "the key of an exact call");
        }

        @Override
        public boolean covers(AccessRequest request, Call call) {
            return key.equals(call.key());
        }
    }

    /// Simple commands that begin with these words.
    ///
    /// @param argv the first words, the program among them, as the PDP sees them
    /// @param wrappers programs that may start it: `sudo`, `env`; any other wrapper is outside
    record Command(List<String> argv, List<String> wrappers) implements Scope {
        public Command {
            argv = List.copyOf(argv);
            wrappers = List.copyOf(wrappers);
            if (argv.isEmpty() || argv.getFirst().isBlank()) {
                throw new IllegalArgumentException("a command scope names no program");
            }
            if (argv.stream().anyMatch(word -> word.contains(MASKED))) {
                throw new IllegalArgumentException("a command scope holds a masked secret: " + argv);
            }
        }

        @Override
        public boolean covers(AccessRequest request, Call call) {
            return request.action() == Action.EXEC
                    && request.text("parse").equals("full")
                    && wrappers.containsAll(request.texts("wrappers"))
                    && startsWith(request.texts("argv"));
        }

        private boolean holds(Command other) {
            return wrappers.containsAll(other.wrappers) && startsWith(other.argv);
        }

        private boolean startsWith(List<String> words) {
            return words.size() >= argv.size() && words.subList(0, argv.size()).equals(argv);
        }
    }

    /// A file, or everything below a directory.
    ///
    /// @param path absolute, folded, with `/`; not a root
    record Below(String path) implements Scope {
        public Below {
            requireText(path, "a path scope");
            if (!path.startsWith("/") || path.endsWith("/") || path.contains("/../") || path.endsWith("/..")) {
                throw new IllegalArgumentException(
                        "a path scope is an absolute, folded path below a root, not " + path);
            }
            if (path.contains(MASKED)) {
                throw new IllegalArgumentException("a path scope holds a masked secret: " + path);
            }
        }

        /// A link made inside that leads outside is outside: it would make a second name for what is there.
        @Override
        public boolean covers(AccessRequest request, Call call) {
            var linkTarget = request.text("linkTarget");
            return request.action().kind().equals("file")
                    && reaches(request.text("path"))
                    && (linkTarget.isEmpty() || reaches(linkTarget));
        }

        private boolean reaches(String other) {
            return other.equals(path) || other.startsWith(path + "/");
        }
    }

    /// One host, whatever the port and the path.
    ///
    /// @param host canonical, as in [AccessRequest]s of kind `net`
    record Host(String host) implements Scope {
        public Host {
            requireText(host, "a host scope");
        }

        @Override
        public boolean covers(AccessRequest request, Call call) {
            return request.action() == Action.CONNECT && request.text("host").equals(host);
        }
    }

    private static void requireText(String text, String what) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(what + " is empty");
        }
    }
}

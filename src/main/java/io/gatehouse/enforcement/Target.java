package io.gatehouse.enforcement;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import java.util.Optional;

/// What a denied request reached for, so that a later one that reaches for the same is known.
sealed interface Target {
    /// A longer name is not kept.
    int LONGEST = 1_024;

    /// Whether this request reaches for the same, by whatever means.
    boolean isReachedBy(AccessRequest request);

    /// Empty where a request reaches for nothing that has a name: a tool, an MCP call, a command that was not
    /// understood.
    static Optional<Target> of(AccessRequest request) {
        return switch (request.action()) {
            case READ, WRITE, DELETE, ACCESS -> {
                var file = Path.of(request);
                yield file.path.length() + file.link.length() > LONGEST ? Optional.empty() : Optional.of(file);
            }
            case CONNECT -> named(new Host(request.text("host"), request.text("address")));
            case EXEC -> named(Program.of(request));
            case USE, CALL, SPAWN, CONFIGURE -> Optional.empty();
        };
    }

    private static Optional<Target> named(Target target) {
        return switch (target) {
            case Path _ -> Optional.of(target);
            case Host(var host, var address) ->
                (host.isEmpty() && address.isEmpty()) || host.length() > LONGEST
                        ? Optional.empty()
                        : Optional.of(target);
            case Program(var program, var word) ->
                program.isEmpty() || program.length() + word.length() > LONGEST
                        ? Optional.empty()
                        : Optional.of(target);
        };
    }

    /// A path, and whether it was to be read or changed: who may not change a file may still read it. Code that names
    /// it may do either.
    record Path(boolean reads, boolean changes, String path, String link) implements Target {
        static Path of(AccessRequest request) {
            var action = request.action();
            boolean either = action == Action.ACCESS;
            return new Path(
                    either || action == Action.READ,
                    either || action == Action.WRITE || action == Action.DELETE,
                    request.text("path"),
                    request.text("linkTarget"));
        }

        @Override
        public boolean isReachedBy(AccessRequest request) {
            if (!request.action().kind().equals(Action.READ.kind())) {
                return false;
            }
            var later = of(request);
            return ((reads && later.reads) || (changes && later.changes))
                    && (isSame(later.path)
                            || isSame(later.link)
                            || (request.isSo("recursive") && path.startsWith(directory(later.path))));
        }

        private boolean isSame(String other) {
            return !other.isEmpty() && (other.equals(path) || other.equals(link));
        }

        private static String directory(String path) {
            return path.endsWith("/") ? path : path + "/";
        }
    }

    /// A host by name, by address or by both.
    record Host(String host, String address) implements Target {
        @Override
        public boolean isReachedBy(AccessRequest request) {
            return request.action() == Action.CONNECT
                    && ((!host.isEmpty() && host.equals(request.text("host")))
                            || (!address.isEmpty() && address.equals(request.text("address"))));
        }
    }

    /// A program with the first of its arguments that is no option: `git push` is not `git status`.
    record Program(String program, String word) implements Target {
        static Program of(AccessRequest request) {
            var words = request.texts("words");
            return new Program(request.text("program"), words.isEmpty() ? "" : words.getFirst());
        }

        @Override
        public boolean isReachedBy(AccessRequest request) {
            return request.action() == Action.EXEC && equals(of(request));
        }
    }
}

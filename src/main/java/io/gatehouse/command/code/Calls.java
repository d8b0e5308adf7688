package io.gatehouse.command.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the calls of one language's libraries do: a section of `resources/command/code.txt`, whose head explains
/// its form.
final class Calls {
    private static final String FILE = "/command/code.txt";

    /// What an argument is to the call.
    enum Role {
        VALUE,
        READ,
        WRITE,
        DELETE,
        ACCESS,
        /// A pattern that stands for the names of files.
        GLOB,
        /// Read and written.
        EDIT,
        /// Read and deleted.
        MOVE,
        /// With everything below.
        READ_TREE,
        DELETE_TREE,
        /// A file that the mode, the next argument, says how to open.
        OPENED,
        MODE,
        /// How to open the file, or the command, that the next arguments name; with a single argument it names both.
        OPENS,
        URL,
        HOST,
        /// A list of words, or shell text.
        COMMAND,
        SHELL,
        /// The first of the words of a command; the rest follows, as a list or one by one.
        PROGRAM,
        /// The directory that relative paths start from, from then on.
        DIRECTORY,
        /// Text in the same language.
        CODE,
        /// A module, or a file with code in the same language.
        LOADS
    }

    /// What a call gives.
    enum Result {
        UNKNOWN,
        /// Its arguments as one path.
        PATH,
        /// An open file, of its first argument.
        FILE,
        SAME,
        /// What it is called on.
        SELF,
        /// Its arguments, or the items of its only one, one behind the other, with `/` between.
        JOIN,
        /// Items joined by what it is called on.
        JOINED,
        HOME,
        EXPANDED,
        PARENT,
        /// Names below its first argument.
        BELOW,
        /// The items of its first argument.
        ITEMS,
        FORMATTED,
        /// The module that its argument names.
        MODULE,
        /// The member of its first argument that its second one names.
        MEMBER,
        BASE64,
        HEX,
        /// Its first argument, decoded as the second one says.
        ENCODED,
        CHARACTER,
        LOWER,
        REVERSED,
        /// What it is called on, with its second argument wherever, or once where, its first one stood.
        REPLACED,
        REPLACED_ONCE,
        /// The variable of the environment that its first argument names.
        VARIABLE,
        /// Something whose calls are of this library, too.
        OBJECT
    }

    /// @param self what it does to the thing that it is called on
    /// @param rest what every further argument is
    /// @param named what the arguments are that are given by name
    /// @param dynamic whether nothing can be said of a program that calls it
    record Call(
            List<Role> arguments,
            Optional<Role> rest,
            Optional<Role> self,
            Map<String, Role> named,
            Result result,
            boolean dynamic) {
        /// Whether it does anything to the world around.
        boolean acts() {
            return dynamic
                    || arguments.stream().anyMatch(role -> role != Role.VALUE)
                    || rest.filter(role -> role != Role.VALUE).isPresent();
        }

        /// Whether it only makes something of its arguments.
        boolean isPure() {
            return !acts() && self.isEmpty() && named.isEmpty();
        }

        Role role(int index) {
            return index < arguments.size() ? arguments.get(index) : rest.orElse(Role.VALUE);
        }
    }

    private final Map<String, Call> calls;

    private Calls(Map<String, Call> calls) {
        this.calls = Map.copyOf(calls);
    }

    /// By its whole name, or by `module.*`.
    Optional<Call> find(String name) {
        var exact = calls.get(name);
        for (var dot = name.lastIndexOf('.'); exact == null && dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            exact = calls.get(name.substring(0, dot) + ".*");
        }
        return Optional.ofNullable(exact);
    }

    /// Whether the table has this name, and not only `module.*`.
    boolean names(String name) {
        return calls.containsKey(name);
    }

    private static final class Shipped {
        static final Map<String, Calls> SECTIONS = load();

        private static Map<String, Calls> load() {
            try (var file = Calls.class.getResourceAsStream(FILE)) {
                if (file == null) {
                    throw new IllegalStateException("the jar lacks " + FILE);
                }
                return read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// @param section the language, in lower case
    static Calls of(String section) {
        var calls = Shipped.SECTIONS.get(section);
        if (calls == null) {
            throw new IllegalArgumentException(FILE + " has no section " + section);
        }
        return calls;
    }

    static Map<String, Calls> read(String text) {
        Map<String, Map<String, Call>> sections = new HashMap<>();
        Map<String, Call> section = new HashMap<>();
        var number = 0;
        for (var line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                section = sections.computeIfAbsent(line.replaceAll("[\\[\\]\\s]", ""), _ -> new HashMap<>());
                continue;
            }
            var colon = line.indexOf(": ");
            if (colon < 0) {
                throw new IllegalArgumentException(FILE + " line " + number + ": expected `names: roles -> result`");
            }
            var call = call(line.substring(colon + 2), number);
            for (var name : line.substring(0, colon).split(",\\s*", -1)) {
                if (section.put(name.strip(), call) != null) {
                    throw new IllegalArgumentException(FILE + " line " + number + ": stands twice: " + name);
                }
            }
        }
        Map<String, Calls> all = new HashMap<>();
        sections.forEach((name, calls) -> all.put(name, new Calls(calls)));
        return all;
    }

    private static Call call(String text, int line) {
        var sides = text.split("->", 2);
        var dynamic = false;
        List<Role> arguments = new ArrayList<>();
        var rest = Optional.<Role>empty();
        var self = Optional.<Role>empty();
        Map<String, Role> named = new HashMap<>();
        for (var word : sides[0].strip().split("\\s+", -1)) {
            if (word.equals("dynamic")) {
                dynamic = true;
            } else if (word.startsWith("self=")) {
                self = Optional.of(constant(Role.class, word.substring(5), line));
            } else if (word.contains("=")) {
                named.put(word.split("=", 2)[0], constant(Role.class, word.split("=", 2)[1], line));
            } else if (word.endsWith("*")) {
                rest = Optional.of(constant(Role.class, word.substring(0, word.length() - 1), line));
            } else if (!word.equals("pure") && !word.isEmpty()) {
                arguments.add(constant(Role.class, word, line));
            }
        }
        var result = sides.length < 2 ? Result.UNKNOWN : constant(Result.class, sides[1].strip(), line);
        return new Call(List.copyOf(arguments), rest, self, Map.copyOf(named), result, dynamic);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, int line) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-')
                        .equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(FILE + " line " + line + ": no "
                        + type.getSimpleName().toLowerCase(Locale.ROOT) + ": " + name));
    }
}

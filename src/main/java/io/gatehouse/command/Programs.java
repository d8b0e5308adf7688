package io.gatehouse.command;

import io.gatehouse.command.Spec.Flag;
import io.gatehouse.command.Spec.Slot;
import io.gatehouse.command.Spec.Trait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is known about programs: `resources/command/programs.txt`, whose head explains its form.
final class Programs {
    private static final String FILE = "/command/programs.txt";

    /// A program without an entry: whatever looks like a path may be one.
    static final Spec UNKNOWN = new Spec("", List.of(), Optional.of(Slot.ACCESS), Optional.empty(), Map.of(), Set.of());

    private final Map<String, Spec> specs;

    private Programs(Map<String, Spec> specs) {
        this.specs = Map.copyOf(specs);
    }

    private static final class Shipped {
        static final Programs PROGRAMS = load();

        private static Programs load() {
            try (var file = Programs.class.getResourceAsStream(FILE)) {
                if (file == null) {
                    throw new IllegalStateException("the jar lacks " + FILE);
                }
                return read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Programs shipped() {
        return Shipped.PROGRAMS;
    }

    Optional<Spec> find(String name) {
        return Optional.ofNullable(specs.get(name));
    }

    static Programs read(String text) {
        Map<String, Spec> specs = new HashMap<>();
        var number = 0;
        var entry = new StringBuilder();
        var begun = 0;
        for (var line : (text + "\nend:").split("\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!Character.isWhitespace(line.charAt(0))) {
                if (!entry.isEmpty()) {
                    add(entry.toString(), begun, specs);
                }
                entry.setLength(0);
                begun = number;
            }
            entry.append(line);
        }
        for (var spec : specs.values()) {
            for (var flag : spec.flags().values()) {
                if (flag.into().isPresent() && !specs.containsKey(flag.into().get())) {
                    throw new IllegalArgumentException(FILE + ", entry " + spec.name() + ": there is no entry "
                            + flag.into().get());
                }
            }
        }
        return new Programs(specs);
    }

    private static void add(String entry, int line, Map<String, Spec> specs) {
        var fields = entry.split("\\|");
        var head = fields[0].split(":(?=\\s|$)", 2);
        if (head.length < 2) {
            throw bad(line, "an entry is `names: operands | flags: effects`", entry);
        }
        List<Slot> slots = new ArrayList<>();
        var rest = Optional.<Slot>empty();
        var last = Optional.<Slot>empty();
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        for (var token : tokens(head[1])) {
            if (token.startsWith("[") && token.endsWith("]")) {
                traits.add(constant(Trait.class, token.substring(1, token.length() - 1), line));
            } else if (token.startsWith("last=")) {
                last = Optional.of(constant(Slot.class, token.substring(5), line));
            } else if (token.endsWith("*")) {
                rest = Optional.of(constant(Slot.class, token.substring(0, token.length() - 1), line));
            } else {
                slots.add(constant(Slot.class, token, line));
            }
        }
        Map<String, Flag> flags = new HashMap<>();
        for (var field : Arrays.asList(fields).subList(1, fields.length)) {
            var parts = field.split(":(?=\\s|$)", 2);
            if (parts.length < 2) {
                throw bad(line, "options are `-a --all: effects`", field);
            }
            var flag = flag(tokens(parts[1]), line);
            for (var name : tokens(parts[0])) {
                if (flags.put(name, flag) != null) {
                    throw bad(line, "an option stands twice", name);
                }
            }
        }
        for (var name : head[0].split(",", -1)) {
            var spec = new Spec(
                    name.strip(),
                    List.copyOf(slots),
                    rest,
                    last,
                    Map.copyOf(flags),
                    Collections.unmodifiableSet(traits));
            if (specs.put(name.strip(), spec) != null) {
                throw bad(line, "a program stands twice", name.strip());
            }
        }
    }

    private static Flag flag(List<String> effects, int line) {
        List<Slot> values = new ArrayList<>();
        var into = Optional.<String>empty();
        var method = Optional.<String>empty();
        Set<String> marks = new java.util.HashSet<>();
        for (var effect : effects) {
            if (effect.startsWith("as=")) {
                into = Optional.of(effect.substring(3));
            } else if (effect.startsWith("method=")) {
                method = Optional.of(effect.substring(7));
            } else if (Set.of("recursive", "attached", "first", "none").contains(effect)) {
                marks.add(effect);
            } else {
                values.add(constant(Slot.class, effect, line));
            }
        }
        return new Flag(
                List.copyOf(values),
                marks.contains("attached"),
                marks.contains("recursive"),
                marks.contains("first"),
                into,
                method);
    }

    private static List<String> tokens(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(token -> !token.isEmpty())
                .toList();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, int line) {
        for (var constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                return constant;
            }
        }
        throw bad(
                line,
                "expected one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT),
                name);
    }

    private static IllegalArgumentException bad(int line, String expected, String found) {
        return new IllegalArgumentException(FILE + " line " + line + ": " + expected + ", not: " + found);
    }
}

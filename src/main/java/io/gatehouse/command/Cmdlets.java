package io.gatehouse.command;

import io.gatehouse.command.Spec.Flag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What is known about cmdlets and their aliases (`resources/command/powershell.txt`), and about the commands of
/// `cmd` (`resources/command/cmd.txt`).
final class Cmdlets {
    private static final Pattern ALIASES = Pattern.compile("([^:|]+) = ([\\w-]+)");
    private static final Flag SWITCH = new Flag(List.of(), false, false, false, Optional.empty(), Optional.empty());
    private static final Flag VALUE =
            new Flag(List.of(Spec.Slot.VALUE), false, false, false, Optional.empty(), Optional.empty());

    /// Parameters that every cmdlet has.
    private static final Map<String, Flag> COMMON = Map.ofEntries(
            Map.entry("-erroraction", VALUE),
            Map.entry("-ea", VALUE),
            Map.entry("-warningaction", VALUE),
            Map.entry("-wa", VALUE),
            Map.entry("-informationaction", VALUE),
            Map.entry("-progressaction", VALUE),
            Map.entry("-errorvariable", VALUE),
            Map.entry("-ev", VALUE),
            Map.entry("-outvariable", VALUE),
            Map.entry("-ov", VALUE),
            Map.entry("-pipelinevariable", VALUE),
            Map.entry("-pv", VALUE),
            Map.entry("-verbose", SWITCH),
            Map.entry("-debug", SWITCH),
            Map.entry("-whatif", SWITCH),
            Map.entry("-confirm", SWITCH));

    private final Programs entries;
    private final Map<String, String> aliases;

    private Cmdlets(Programs entries, Map<String, String> aliases) {
        this.entries = entries;
        this.aliases = Map.copyOf(aliases);
    }

    private static final class Shipped {
        static final Cmdlets CMDLETS = load("/command/powershell.txt");
        static final Programs WINDOWS = load("/command/cmd.txt").entries;
    }

    static Cmdlets shipped() {
        return Shipped.CMDLETS;
    }

    /// The commands of `cmd`, and programs of Windows whose options begin with a slash.
    static Programs windows() {
        return Shipped.WINDOWS;
    }

    private static Cmdlets load(String name) {
        try (var file = Cmdlets.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Cmdlets read(String text) {
        Map<String, String> aliases = new HashMap<>();
        var entries = new StringBuilder();
        for (var line : text.split("\n", -1)) {
            var alias = ALIASES.matcher(line);
            if (!line.startsWith("#") && !line.startsWith(" ") && alias.matches()) {
                for (var name : alias.group(1).split(",", -1)) {
                    aliases.put(name.strip(), alias.group(2));
                }
                entries.append('\n');
            } else {
                entries.append(line).append('\n');
            }
        }
        return new Cmdlets(Programs.read(entries.toString()), aliases);
    }

    /// The cmdlet that a name stands for; `Get-` may be left out.
    String named(String name) {
        var alias = aliases.getOrDefault(name, name);
        return entries.find(alias).isEmpty() && entries.find("get-" + alias).isPresent() ? "get-" + alias : alias;
    }

    boolean isAlias(String name) {
        return aliases.containsKey(name);
    }

    Optional<Spec> find(String cmdlet) {
        return entries.find(cmdlet);
    }

    /// The whole name of a parameter, of which any unambiguous beginning is enough.
    static Optional<Map.Entry<String, Flag>> parameter(String written, Spec spec) {
        var name = "-" + written.substring(1).toLowerCase(Locale.ROOT);
        return one(name, spec.flags()).or(() -> one(name, COMMON));
    }

    private static Optional<Map.Entry<String, Flag>> one(String name, Map<String, Flag> flags) {
        var exact = flags.get(name);
        if (exact != null) {
            return Optional.of(Map.entry(name, exact));
        }
        List<Map.Entry<String, Flag>> longer = flags.entrySet().stream()
                .filter(flag -> flag.getKey().startsWith(name))
                .sorted(Map.Entry.comparingByKey())
                .toList();
        return longer.stream().map(Map.Entry::getValue).distinct().count() == 1
                ? Optional.of(longer.getFirst())
                : Optional.empty();
    }
}

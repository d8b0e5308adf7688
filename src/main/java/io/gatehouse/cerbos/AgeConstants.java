package io.gatehouse.cerbos;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How long a laptop that cannot reach the PDP may go by what it knows, in hours: constants that an organisation
/// exports under the name `gatehouse`.
///
/// @param read for reading files
/// @param other for everything else
record AgeConstants(long read, long other) {
    private static final String NAME = "gatehouse";
    private static final String READ = "offlineReadHours";
    private static final String OTHER = "offlineHours";

    /// The laptop's own limits, which can only be shortened.
    private static final AgeConstants LONGEST = new AgeConstants(168, 72);

    private static final String RULE = "age-limit";

    /// Empty where no constants of that name are exported. They have passed [#check].
    static Optional<AgeConstants> of(PolicySet policies) {
        var hours = exports(policies).stream()
                .flatMap(file -> definitions(file).stream())
                .collect(Collectors.toMap(
                        Yaml.Entry::name, entry -> Long.parseLong(entry.value().text())));
        return hours.isEmpty()
                ? Optional.empty()
                : Optional.of(new AgeConstants(
                        hours.getOrDefault(READ, LONGEST.read), hours.getOrDefault(OTHER, LONGEST.other)));
    }

    static void check(PolicySet policies, PolicyLint.Findings findings) {
        var exports = exports(policies);
        exports.stream()
                .skip(1)
                .forEach(second -> findings.add(
                        second,
                        second.body(),
                        RULE,
                        "the constants `" + NAME + "` are exported a second time, after "
                                + exports.getFirst().path(),
                        "Keep one of them."));
        for (var file : exports) {
            definitions(file).forEach(entry -> check(file, entry, findings));
        }
    }

    private static void check(PolicyFile file, Yaml.Entry entry, PolicyLint.Findings findings) {
        long longest =
                switch (entry.name()) {
                    case READ -> LONGEST.read;
                    case OTHER -> LONGEST.other;
                    default -> 0;
                };
        if (longest == 0) {
            findings.add(
                    file,
                    entry.key(),
                    RULE,
                    "the constants `" + NAME + "` are Gatehouse's age limits, and `" + entry.name() + "` is none",
                    "Write " + OTHER + " or " + READ + ", or export your own constants under another name.");
        } else if (!isWithin(entry.value(), longest)) {
            findings.add(
                    file,
                    entry.value(),
                    RULE,
                    entry.name() + " is not a whole number from 1 to " + longest + ", which is the limit without it",
                    "Write the hours, e.g. " + entry.name() + ": 24, or remove the line.");
        }
    }

    private static boolean isWithin(Yaml value, long longest) {
        return value.value() instanceof BigDecimal
                && value.text().matches("[1-9][0-9]{0,3}")
                && Long.parseLong(value.text()) <= longest;
    }

    private static List<PolicyFile> exports(PolicySet policies) {
        return policies.files().stream()
                .filter(file -> file.exportedConstants()
                        .filter(export -> export.text("name").equals(NAME))
                        .isPresent())
                .toList();
    }

    private static List<Yaml.Entry> definitions(PolicyFile file) {
        return file.body().find("definitions").map(Yaml::entries).orElse(List.of());
    }

    /// As the revision's output carries it.
    String cel() {
        return "{\"read\": " + read + ", \"other\": " + other + "}";
    }
}

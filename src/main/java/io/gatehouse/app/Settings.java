package io.gatehouse.app;

import io.gatehouse.app.ConfigFile.Entry;
import io.gatehouse.app.ConfigFile.Problem;
import io.gatehouse.app.ConfigFile.Value;
import io.gatehouse.cerbos.EmbeddedPlans;
import io.gatehouse.cerbos.PdpConnection;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.policy.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Reads the settings: the administrator's, the person's, the defaults.
///
/// Design. Loading always ends in a [Config], because the daemon must start to be able to deny. Where a setting is
/// wrong nothing weaker takes its place: the whole result is [Loaded#fatal], and the config is only good for
/// answering that.
public final class Settings {
    private static final int DEFAULT_PORT = 7411;
    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);
    private static final long DEFAULT_AUDIT_MAX = 2_000_000_000L;
    private static final String MASKED = "********";
    private static final String NO_ROLE = "unknown";

    /// In the place of a value that the console's document says.
    static final String SIGNED = "signed by the console";

    private Settings() {}

    /// @param fatal for the person: why every call must be denied with the cause bad-settings until it is mended
    /// @param problems all that is wrong, the most serious first, one sentence each with file, line and key
    /// @param managed whether an administrator's settings are, or were, in force on this machine
    /// @param lostPdp for the person: the administrator's settings named a PDP once and now nothing does, so every
    ///     call must be denied with the cause no-pdp
    /// @param enrolment whose computer this is, once it was enrolled at a console; when that is lost, every call
    ///     must be denied with the cause no-enrolment
    /// @param administered what the administrator's settings name
    /// @param lines every setting with its value, secrets masked, and its source
    public record Loaded(
            Config config,
            Optional<String> fatal,
            List<String> problems,
            boolean managed,
            Optional<String> lostPdp,
            EnrolmentFile.Found enrolment,
            Set<Key> administered,
            List<Line> lines) {
        public Loaded {
            problems = List.copyOf(problems);
            administered = Set.copyOf(administered);
            lines = List.copyOf(lines);
        }
    }

    /// @param source `default`, or the file and line
    public record Line(String key, String value, String source) {}

    /// @param configFlag the file named with `--config`
    public static Loaded load(Optional<Path> configFlag) {
        return load(configFlag, Machine.current(), Instant.now());
    }

    static Loaded load(Optional<Path> configFlag, Machine machine, Instant now) {
        var administrators = new ManagedSettings(machine.managed(), machine.defaultDataDir(), file -> new Reader(
                        machine, sourced(file), Optional.empty())
                .problems());
        var managed = administrators.load(now);
        var pdpNamed = administrators.pdpNamed();
        var user = userFile(configFlag, machine);
        return switch (managed) {
            case ManagedSettings.State.Unmanaged _ ->
                loaded(machine, sourced(user), user.problems(), List.of(), false, pdpNamed);
            case ManagedSettings.State.Managed(var file, var alarms) -> {
                var entries = sourced(user);
                var notices = new ArrayList<>(alarms);
                notices.addAll(removeManaged(
                        entries, key -> key.isManagedAlone() || file.entries().containsKey(key), machine));
                entries.putAll(sourced(file));
                yield loaded(machine, entries, user.problems(), notices, true, pdpNamed);
            }
            case ManagedSettings.State.Lost(var problems) -> {
                var entries = sourced(user);
                var notices = removeManaged(entries, Key::isManagedAlone, machine);
                var fatal = new ArrayList<>(problems);
                fatal.addAll(user.problems());
                yield loaded(machine, entries, fatal, notices, true, pdpNamed);
            }
        };
    }

    private static Loaded loaded(
            Machine machine,
            Map<Key, Sourced> entries,
            List<Problem> filesBad,
            List<Problem> notices,
            boolean managed,
            Optional<Path> pdpNamed) {
        var enrolment = new EnrolmentFile(dataDir(machine, entries), machine.defaultDataDir()).find();
        var enrolled = enrolment.usable();
        var overruled = enrolled.map(console -> removeEnrolled(entries, console, machine))
                .orElse(List.of());
        var reader = new Reader(machine, entries, enrolled);
        var fatal = new ArrayList<>(filesBad);
        fatal.addAll(reader.problems());
        enrolled.ifPresent(console -> fatal.addAll(contradictions(machine, reader.config, console, managed)));
        var all = new ArrayList<>(fatal);
        all.addAll(notices);
        all.addAll(overruled);
        enrolled.flatMap(console -> otherConsole(entries, reader.config, console, managed))
                .ifPresent(all::add);
        return new Loaded(
                fatal.isEmpty() ? reader.config : withoutObserving(reader.config),
                fatal.isEmpty()
                        ? Optional.empty()
                        : Optional.of(fatal.getFirst().sentence() + others(fatal.size() - 1)),
                all.stream().map(Problem::sentence).toList(),
                managed,
                pdpNamed.filter(_ -> reader.config.pdp().url().isEmpty()).map(Settings::lostPdp),
                enrolment,
                administered(entries, machine),
                reader.lines);
    }

    /// The directory as it will be read; a bad value is told when all are read.
    private static Path dataDir(Machine machine, Map<Key, Sourced> entries) {
        var sourced = entries.get(Key.DATA_DIR);
        if (sourced == null) {
            return machine.defaultDataDir();
        }
        try {
            return Values.path(sourced.entry().value(), sourced.file().base(), machine.home());
        } catch (Values.Bad _) {
            return machine.defaultDataDir();
        }
    }

    /// Takes out what an enrolled computer gets from its console, and says so. An administrator's word stays: the
    /// enrolment is the person's file.
    private static List<Problem> removeEnrolled(Map<Key, Sourced> entries, Enrolled console, Machine machine) {
        var administered = administered(entries, machine);
        return removeAll(
                entries,
                key -> (key == Key.PRINCIPAL_ID || key == Key.PRINCIPAL_ROLES || key == Key.MODE)
                        && !administered.contains(key),
                key -> key.path() + " comes from the console " + console.url()
                        + ", where this computer is enrolled, and is ignored here; remove it");
    }

    private static Set<Key> administered(Map<Key, Sourced> entries, Machine machine) {
        return entries.entrySet().stream()
                .filter(entry ->
                        entry.getValue().file().path().equals(machine.managed().file()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// What would let an enrolled computer go by other settings than its organisation's.
    private static List<Problem> contradictions(Machine machine, Config config, Enrolled console, boolean managed) {
        var problems = new ArrayList<Problem>();
        if (managed && config.console().url().isEmpty()) {
            problems.add(new Problem(
                    machine.managed().file(),
                    0,
                    "names no console, and this computer is enrolled at " + console.url()
                            + "; ask your administrator to set console.url"));
        }
        return problems;
    }

    /// A person's settings do not move an enrolled computer to another console; an administrator's do.
    private static Optional<Problem> otherConsole(
            Map<Key, Sourced> entries, Config config, Enrolled console, boolean managed) {
        return Optional.ofNullable(entries.get(Key.CONSOLE_URL))
                .filter(_ -> !managed && !config.console().url().equals(Optional.of(console.url())))
                .map(sourced -> new Problem(
                        sourced.file().path(),
                        sourced.entry().line(),
                        "console.url is not where this computer is enrolled, which is " + console.url()
                                + "; remove it, or enrol anew"));
    }

    private static String lostPdp(Path memory) {
        return "ask your administrator to set pdp.url again, or to delete " + memory
                + " if this machine is to have none";
    }

    private static String others(int more) {
        return more == 0 ? "" : " (and " + more + " more; see gatehouse config show)";
    }

    private static Config withoutObserving(Config config) {
        return new Config(
                config.dataDir(),
                config.hook(),
                config.pdp(),
                config.console(),
                config.principal(),
                Mode.ENFORCE,
                config.auditMaxBytes(),
                config.notices());
    }

    /// Takes out of the person's entries what is the administrator's to say, and says so.
    private static List<Problem> removeManaged(Map<Key, Sourced> user, Predicate<Key> isManaged, Machine machine) {
        return removeAll(
                user,
                isManaged,
                key -> key.path() + " is set by your organisation in "
                        + machine.managed().file() + " and ignored here; remove it");
    }

    private static List<Problem> removeAll(
            Map<Key, Sourced> entries, Predicate<Key> isOthers, Function<Key, String> sentence) {
        var removed = entries.entrySet().stream()
                .filter(entry -> isOthers.test(entry.getKey()))
                .map(entry -> new Problem(
                        entry.getValue().file().path(),
                        entry.getValue().entry().line(),
                        sentence.apply(entry.getKey())))
                .toList();
        entries.keySet().removeIf(isOthers);
        return removed;
    }

    private static ConfigFile<Key> userFile(Optional<Path> flag, Machine machine) {
        var variable = machine.env().getOrDefault("GATEHOUSE_CONFIG", "");
        var named = flag.or(() -> variable.isBlank() ? Optional.empty() : Optional.of(Path.of(variable)));
        var path = named.orElseGet(machine::defaultConfigFile).toAbsolutePath().normalize();
        var base = Optional.ofNullable(path.getParent()).orElse(path);
        try {
            return ConfigFile.parse(Key.NAMES, path, base, ConfigFile.bytes(path));
        } catch (NoSuchFileException _) {
            if (named.isEmpty() && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return new ConfigFile<>(path, base, Map.of(), List.of());
            }
            var asked = flag.isPresent() ? "--config" : named.isPresent() ? "GATEHOUSE_CONFIG" : "a link";
            return ConfigFile.unreadable(path, "does not exist, but " + asked + " names it");
        } catch (IOException e) {
            return ConfigFile.unreadable(path, "cannot be read: " + ManagedSettings.reason(e));
        }
    }

    /// An entry with the file it stands in.
    private record Sourced(Entry entry, ConfigFile<Key> file) {}

    private static EnumMap<Key, Sourced> sourced(ConfigFile<Key> file) {
        return file.entries().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new Sourced(entry.getValue(), file),
                        (first, _) -> first,
                        () -> new EnumMap<>(Key.class)));
    }

    /// Makes values of entries. A bad one is a problem and counts as absent, so that all problems are found.
    private static final class Reader {
        private final Machine machine;
        private final Map<Key, Sourced> entries;
        private final List<Problem> problems = new ArrayList<>();
        private final List<Line> lines = new ArrayList<>();
        private final Optional<Enrolled> enrolled;
        private final Config config;

        /// @param enrolled says who uses this computer, where it is enrolled
        Reader(Machine machine, Map<Key, Sourced> entries, Optional<Enrolled> enrolled) {
            this.machine = machine;
            this.entries = entries;
            this.enrolled = enrolled;
            this.config = read();
        }

        List<Problem> problems() {
            return problems;
        }

        private interface Parser<T> {
            /// @throws Values.Bad with what was expected
            T parse(Value value, Path base);
        }

        private Config read() {
            var dataDir = value(Key.DATA_DIR, machine.defaultDataDir(), this::path);
            var port = value(Key.HOOK_PORT, DEFAULT_PORT, (value, _) -> Values.port(value));
            var token = find(Key.HOOK_TOKEN, "generated, kept in " + dataDir, (value, _) -> Values.token(value));
            var url = find(Key.PDP_URL, "none", (value, _) -> Values.pdpUrl(value));
            var deadline = value(Key.PDP_DEADLINE, DEFAULT_DEADLINE, (value, _) -> Values.deadline(value));
            var tls = tls();
            var headers = value(Key.PDP_HEADERS, Map.<String, String>of(), (value, _) -> Values.headers(value));
            var console = find(Key.CONSOLE_URL, "none", (value, _) -> Values.consoleUrl(value));
            var consoleKeys =
                    value(Key.CONSOLE_KEYS, Map.<String, String>of(), (value, _) -> Values.consoleKeys(value));
            var principal = enrolled.map(this::principal).orElseGet(this::principal);
            var mode = mode();
            var auditMax = value(Key.AUDIT_MAX_SIZE, DEFAULT_AUDIT_MAX, (value, _) -> Values.size(value));
            var usual = Config.Notices.USUAL;
            var notices = new Config.Notices(
                    value(Key.NOTICES_PER_HOUR, usual.perHour(), (value, _) -> Values.perHour(value)),
                    value(Key.NOTICES_SNOOZE, usual.snooze(), (value, _) -> Values.yes(value)));
            return new Config(
                    dataDir,
                    new Config.Hook(port, token),
                    new Config.Pdp(url, deadline, tls, headers),
                    new Config.Console(console, consoleKeys),
                    principal,
                    mode,
                    auditMax,
                    notices);
        }

        private Config.Tls tls() {
            var ca = find(Key.PDP_TLS_CA, "the system's", this::readableFile);
            var certificate = find(Key.PDP_TLS_CERTIFICATE, "none", this::readableFile);
            var key = find(Key.PDP_TLS_KEY, "none", this::readableFile);
            alone(Key.PDP_TLS_CERTIFICATE, Key.PDP_TLS_KEY);
            alone(Key.PDP_TLS_KEY, Key.PDP_TLS_CERTIFICATE);
            var client = certificate.isPresent() && key.isPresent()
                    ? Optional.of(new PdpConnection.ClientCertificate(certificate.get(), key.get()))
                    : Optional.<PdpConnection.ClientCertificate>empty();
            usable(Key.PDP_TLS_CA, new PdpConnection.Tls(ca, Optional.empty()));
            usable(Key.PDP_TLS_CERTIFICATE, new PdpConnection.Tls(Optional.empty(), client));
            return client.isPresent()
                    ? new Config.Tls(ca, certificate, key)
                    : new Config.Tls(ca, Optional.empty(), Optional.empty());
        }

        /// A file that is there may still be none that TLS can use; the daemon then denies and does not fail to start.
        private void usable(Key key, PdpConnection.Tls tls) {
            var sourced = entries.get(key);
            if (sourced != null && (tls.ca().isPresent() || tls.client().isPresent())) {
                tls.problem().ifPresent(what -> problem(sourced, key.path() + ": " + what));
            }
        }

        private void alone(Key one, Key other) {
            if (entries.containsKey(one) && !entries.containsKey(other)) {
                problem(entries.get(one), one.path() + " needs " + other.path() + " beside it");
            }
        }

        /// What is known without the signed document, which says the rest ([Charter]): nobody gives this role anything.
        private Principal principal(Enrolled console) {
            return new Principal(
                    entries.containsKey(Key.PRINCIPAL_ID)
                            ? principalId()
                            : signed(Key.PRINCIPAL_ID, console.principal()),
                    entries.containsKey(Key.PRINCIPAL_ROLES) ? roles() : signed(Key.PRINCIPAL_ROLES, List.of(NO_ROLE)),
                    Map.of());
        }

        private Mode mode() {
            return enrolled.isPresent() && !entries.containsKey(Key.MODE)
                    ? signed(Key.MODE, Mode.ENFORCE)
                    : value(Key.MODE, Mode.ENFORCE, (value, _) -> Values.mode(value));
        }

        /// @param meanwhile what counts where the console's word is missing
        private <T> T signed(Key key, T meanwhile) {
            lines.add(new Line(
                    key.path(),
                    SIGNED,
                    "the console " + enrolled.map(Enrolled::url).orElseThrow()));
            return meanwhile;
        }

        private Principal principal() {
            var roles = roles();
            requireStarterRoles(roles);
            return new Principal(principalId(), roles, Map.of());
        }

        private String principalId() {
            var user = machine.userName();
            if (!entries.containsKey(Key.PRINCIPAL_ID) && (user.isBlank() || user.equals("?"))) {
                problems.add(new Problem(
                        machine.defaultConfigFile(),
                        0,
                        "principal.id is needed, the system does not tell a user name"));
                return "unknown";
            }
            return value(Key.PRINCIPAL_ID, user, (value, _) -> Values.principalId(value));
        }

        private List<String> roles() {
            return value(Key.PRINCIPAL_ROLES, List.of("developer"), (value, _) -> Values.roles(value));
        }

        /// Without a PDP the embedded policies decide, which know some roles only.
        private void requireStarterRoles(List<String> roles) {
            var sourced = entries.get(Key.PRINCIPAL_ROLES);
            var unknown = roles.stream()
                    .filter(role -> !EmbeddedPlans.ROLES.contains(role))
                    .toList();
            if (sourced != null && !entries.containsKey(Key.PDP_URL) && !unknown.isEmpty()) {
                problem(
                        sourced,
                        Key.PRINCIPAL_ROLES.path() + " names " + String.join(", ", unknown)
                                + ", which the policies that ship with Gatehouse do not know; they decide where no"
                                + " pdp.url is set, and know " + String.join(", ", EmbeddedPlans.ROLES));
            }
        }

        private Path path(Value value, Path base) {
            return Values.path(value, base, machine.home());
        }

        private Path readableFile(Value value, Path base) {
            return Values.readableFile(value, base, machine.home());
        }

        private <T> T value(Key key, T missing, Parser<T> parser) {
            return find(key, shown(key, missing), parser).orElse(missing);
        }

        private <T> Optional<T> find(Key key, String missing, Parser<T> parser) {
            var sourced = entries.get(key);
            if (sourced == null) {
                lines.add(new Line(key.path(), missing, "default"));
                return Optional.empty();
            }
            var source = sourced.file().path() + " line " + sourced.entry().line();
            try {
                var value = parser.parse(sourced.entry().value(), sourced.file().base());
                lines.add(new Line(key.path(), shown(key, value), source));
                return Optional.of(value);
            } catch (Values.Bad e) {
                lines.add(new Line(key.path(), "bad", source));
                problem(sourced, key.path() + " " + e.getMessage());
                return Optional.empty();
            }
        }

        private void problem(Sourced sourced, String what) {
            problems.add(new Problem(sourced.file().path(), sourced.entry().line(), what));
        }

        private static String shown(Key key, Object value) {
            return switch (key) {
                case HOOK_TOKEN -> MASKED;
                case PDP_HEADERS ->
                    value instanceof Map<?, ?> headers && !headers.isEmpty()
                            ? headers.keySet().stream()
                                    .map(name -> name + ": " + MASKED)
                                    .collect(Collectors.joining(", "))
                            : "none";
                case CONSOLE_KEYS ->
                    value instanceof Map<?, ?> keys && !keys.isEmpty()
                            ? keys.entrySet().stream()
                                    .map(entry -> entry.getKey() + ": " + entry.getValue())
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            : "none";
                case PDP_DEADLINE ->
                    value instanceof Duration deadline && deadline.toMillisPart() == 0
                            ? deadline.toSeconds() + "s"
                            : ((Duration) value).toMillis() + "ms";
                case AUDIT_MAX_SIZE -> (Long) value / 1_000_000 + "MB";
                case MODE -> ((Mode) value).code();
                case DATA_DIR,
                        HOOK_PORT,
                        PDP_URL,
                        PDP_TLS_CA,
                        PDP_TLS_CERTIFICATE,
                        PDP_TLS_KEY,
                        CONSOLE_URL,
                        PRINCIPAL_ID,
                        PRINCIPAL_ROLES,
                        NOTICES_PER_HOUR,
                        NOTICES_SNOOZE -> value.toString();
            };
        }
    }
}

package io.gatehouse.app;

import io.gatehouse.app.ConfigFile.Entry;
import io.gatehouse.app.ConfigFile.Problem;
import io.gatehouse.app.ConfigFile.Value;
import io.gatehouse.console.ConsoleException;
import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.console.Role;
import io.gatehouse.console.SecretFile;
import io.gatehouse.console.oidc.OidcSettings;
import io.gatehouse.console.oidc.OidcSettings.LocalAccounts;
import io.gatehouse.console.webhook.WebHook;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The settings of a console that are more than an option says: `console.yaml`. Relative paths in it start from where
/// it lies.
final class ConsoleFile {
    static final String NAME = "console.yaml";

    private final ConfigFile<ConsoleKey> file;

    private ConsoleFile(ConfigFile<ConsoleKey> file) {
        this.file = file;
    }

    /// Those settings with what the file says.
    ///
    /// @throws IllegalArgumentException with everything that is wrong, a line each
    static ConsoleSettings applied(Path path, ConsoleSettings settings) {
        var absolute = path.toAbsolutePath().normalize();
        ConfigFile<ConsoleKey> file;
        try {
            file = ConfigFile.parse(
                    ConsoleKey.NAMES, path, Objects.requireNonNull(absolute.getParent()), ConfigFile.bytes(path));
        } catch (IOException e) {
            throw new IllegalArgumentException(path + ": cannot be read: " + ManagedSettings.reason(e), e);
        }
        if (!file.problems().isEmpty()) {
            throw new IllegalArgumentException(
                    file.problems().stream().map(Problem::sentence).collect(Collectors.joining("\n")));
        }
        return new ConsoleFile(file).applied(settings);
    }

    private ConsoleSettings applied(ConsoleSettings settings) {
        var hooks = webHooks();
        var withHooks = hooks.isEmpty() ? settings : settings.withWebHooks(hooks);
        return oidc().map(withHooks::withOidc).orElse(withHooks);
    }

    private Optional<OidcSettings> oidc() {
        var given = ConsoleKey.NAMES.all().stream()
                .filter(key -> key.path().startsWith("oidc."))
                .filter(file.entries()::containsKey)
                .findFirst();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        var issuer = url(ConsoleKey.OIDC_ISSUER, needed(ConsoleKey.OIDC_ISSUER));
        var clientId = needed(ConsoleKey.OIDC_CLIENT_ID);
        var groups = groups();
        return Optional.of(valid(
                ConsoleKey.OIDC_ISSUER,
                () -> new OidcSettings(
                        issuer,
                        clientId,
                        text(ConsoleKey.OIDC_CLIENT_SECRET)
                                .map(name -> secret(ConsoleKey.OIDC_CLIENT_SECRET, "client secret", name)),
                        items(ConsoleKey.OIDC_SCOPES).orElse(OidcSettings.USUAL_SCOPES),
                        text(ConsoleKey.OIDC_GROUPS_CLAIM).orElse(OidcSettings.USUAL_GROUPS_CLAIM),
                        groups,
                        text(ConsoleKey.OIDC_PRINCIPAL_CLAIM).orElse(OidcSettings.USUAL_PRINCIPAL_CLAIM),
                        localAccounts())));
    }

    private Map<String, Set<Role>> groups() {
        var groups = new LinkedHashMap<String, Set<Role>>();
        pairs(ConsoleKey.OIDC_GROUPS).forEach((group, roles) -> groups.put(group, roles(roles)));
        return groups;
    }

    private Set<Role> roles(String words) {
        var roles = EnumSet.noneOf(Role.class);
        for (var word : words.split(",", -1)) {
            roles.add(Arrays.stream(Role.values())
                    .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> bad(
                            ConsoleKey.OIDC_GROUPS,
                            "gives roles out of reviewer, auditor and administrator, with a comma between two, not \""
                                    + words + "\"")));
        }
        return roles;
    }

    private LocalAccounts localAccounts() {
        return switch (text(ConsoleKey.OIDC_LOCAL_ACCOUNTS).orElse("first-administrator")) {
            case "first-administrator" -> LocalAccounts.FIRST_ADMINISTRATOR;
            case "all" -> LocalAccounts.ALL;
            case "none" -> LocalAccounts.NONE;
            default -> throw bad(ConsoleKey.OIDC_LOCAL_ACCOUNTS, "must be first-administrator, all or none");
        };
    }

    private List<WebHook> webHooks() {
        var urls = pairs(ConsoleKey.WEB_HOOK_URLS);
        var secrets = pairs(ConsoleKey.WEB_HOOK_SECRETS);
        var withCommands = items(ConsoleKey.WEB_HOOK_COMMANDS).orElse(List.of());
        needsKnown(ConsoleKey.WEB_HOOK_SECRETS, secrets.keySet(), urls);
        needsKnown(ConsoleKey.WEB_HOOK_COMMANDS, withCommands, urls);
        var hooks = new ArrayList<WebHook>();
        urls.forEach((name, url) -> {
            var secret = Optional.ofNullable(secrets.get(name))
                    .orElseThrow(() -> bad(
                            ConsoleKey.WEB_HOOK_URLS,
                            "has " + name + ", for which webHooks.secretFiles names no file; what is sent is signed"));
            hooks.add(valid(
                    ConsoleKey.WEB_HOOK_URLS,
                    () -> new WebHook(
                            name,
                            url(ConsoleKey.WEB_HOOK_URLS, url),
                            secret(ConsoleKey.WEB_HOOK_SECRETS, "secret of the web hook " + name, secret),
                            withCommands.contains(name))));
        });
        return hooks;
    }

    private void needsKnown(ConsoleKey key, Collection<String> names, Map<String, String> urls) {
        var unknown = new HashSet<>(names);
        unknown.removeAll(urls.keySet());
        if (!unknown.isEmpty()) {
            throw bad(key, "names " + String.join(", ", unknown) + ", for which webHooks.urls has no address");
        }
    }

    /// Read once, so that a secret that is missing shows at the start.
    private SecretFile secret(ConsoleKey key, String what, String name) {
        try {
            var secret = new SecretFile(what, file.base().resolve(name).normalize());
            var _ = secret.read();
            return secret;
        } catch (InvalidPathException _) {
            throw bad(key, "must name a file, not \"" + name + "\"");
        } catch (ConsoleException e) {
            throw bad(key, "cannot be used. " + e.getMessage());
        }
    }

    private URI url(ConsoleKey key, String text) {
        try {
            return new URI(text).parseServerAuthority();
        } catch (URISyntaxException _) {
            throw bad(key, "must be an address like https://login.example.com, not \"" + text + "\"");
        }
    }

    private String needed(ConsoleKey key) {
        return text(key)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException(file.path() + ": " + key.path() + " is missing."));
    }

    private Optional<Value> value(ConsoleKey key) {
        return Optional.ofNullable(file.entries().get(key)).map(Entry::value);
    }

    private Optional<String> text(ConsoleKey key) {
        return value(key).map(value -> value instanceof Value.Text(var text) ? text : "");
    }

    private Optional<List<String>> items(ConsoleKey key) {
        return value(key).map(value -> value instanceof Value.Items(var items) ? items : List.of());
    }

    private Map<String, String> pairs(ConsoleKey key) {
        return value(key)
                .map(value -> value instanceof Value.Pairs(var pairs) ? pairs : Map.<String, String>of())
                .orElse(Map.of());
    }

    private interface Making<T> {
        T make();
    }

    /// Puts file and line to what a record says of its own values.
    private <T> T valid(ConsoleKey key, Making<T> making) {
        try {
            return making.make();
        } catch (Placed placed) {
            throw placed;
        } catch (IllegalArgumentException e) {
            throw new Placed(new Problem(file.path(), line(key), String.valueOf(e.getMessage())));
        }
    }

    private IllegalArgumentException bad(ConsoleKey key, String what) {
        return new Placed(new Problem(file.path(), line(key), key.path() + " " + what));
    }

    private int line(ConsoleKey key) {
        return Optional.ofNullable(file.entries().get(key)).map(Entry::line).orElse(0);
    }

    /// With its file and line already said.
    private static final class Placed extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        Placed(Problem problem) {
            super(problem.sentence());
        }
    }
}

package io.gatehouse.console;

import io.gatehouse.console.oidc.OidcSettings;
import io.gatehouse.console.webhook.WebHook;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How a console is set up.
///
/// @param dataDir of the SQLite database and the signing key, where nothing else is said
/// @param bind the address that it listens on
/// @param port 0 for any free one
/// @param url under which laptops and browsers reach it
/// @param database a JDBC URL of PostgreSQL; absent for SQLite in the data directory
/// @param signingKey a PEM file; made where there is none
/// @param behindProxy whether something in front speaks TLS, so that plain http may be spoken beyond this machine
/// @param lease how long a laptop without the console goes by its grants, 1 to 168 hours
/// @param secondApproval ids of rules that two persons must approve
/// @param oidc how people log in with their organisation's provider; absent for local accounts alone
/// @param webHooks who is told changes of requests and grants
public record ConsoleSettings(
        Path dataDir,
        String bind,
        int port,
        URI url,
        Optional<String> database,
        Path signingKey,
        boolean behindProxy,
        Duration lease,
        Set<String> secondApproval,
        Optional<OidcSettings> oidc,
        List<WebHook> webHooks) {
    public static final int USUAL_PORT = 7412;

    private static final Duration USUAL_LEASE = Duration.ofHours(24);

    public ConsoleSettings {
        secondApproval = Set.copyOf(secondApproval);
        webHooks = List.copyOf(webHooks);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("The port must be 0 to 65535, not " + port + ".");
        }
        if (lease.compareTo(Duration.ofHours(1)) < 0 || lease.compareTo(Duration.ofHours(168)) > 0) {
            throw new IllegalArgumentException("The lease must be 1 to 168 hours, not " + lease.toHours() + ".");
        }
        if (database.filter(jdbc -> !jdbc.startsWith("jdbc:postgresql:")).isPresent()) {
            throw new IllegalArgumentException("The database must be a URL that begins with jdbc:postgresql: .");
        }
        if (!behindProxy && !Loopback.is(bind)) {
            throw new IllegalArgumentException(
                    "The console speaks plain http, so it listens on this machine only. Put a"
                            + " proxy that speaks TLS in front of it and say --behind-proxy, or bind it to 127.0.0.1, not to "
                            + bind + ".");
        }
        needsBase(url);
    }

    private static void needsBase(URI url) {
        boolean isHttps = "https".equals(url.getScheme());
        boolean isHttp = "http".equals(url.getScheme());
        if ((!isHttps && !isHttp) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "The public address must be like https://gatehouse.example.com, not " + url + ".");
        }
        if (isHttp && !Loopback.is(url.getHost())) {
            throw new IllegalArgumentException(
                    "The public address must begin with https:// unless it is this machine.");
        }
        if (url.getRawQuery() != null
                || url.getRawFragment() != null
                || url.getRawUserInfo() != null
                || !url.getRawPath().matches("/?")) {
            throw new IllegalArgumentException("The public address has no path, question mark, fragment or user.");
        }
    }

    /// For this machine, with SQLite.
    public static ConsoleSettings of(Path dataDir, int port) {
        return new ConsoleSettings(
                dataDir,
                "127.0.0.1",
                port,
                URI.create("http://127.0.0.1:" + port),
                Optional.empty(),
                dataDir.resolve("signing-key.pem"),
                false,
                USUAL_LEASE,
                Set.of(),
                Optional.empty(),
                List.of());
    }

    public ConsoleSettings withBind(String address, boolean proxied) {
        return new ConsoleSettings(
                dataDir, address, port, url, database, signingKey, proxied, lease, secondApproval, oidc, webHooks);
    }

    public ConsoleSettings withUrl(URI address) {
        return new ConsoleSettings(
                dataDir, bind, port, address, database, signingKey, behindProxy, lease, secondApproval, oidc, webHooks);
    }

    public ConsoleSettings withDatabase(String jdbcUrl) {
        return new ConsoleSettings(
                dataDir,
                bind,
                port,
                url,
                Optional.of(jdbcUrl),
                signingKey,
                behindProxy,
                lease,
                secondApproval,
                oidc,
                webHooks);
    }

    public ConsoleSettings withSigningKey(Path file) {
        return new ConsoleSettings(
                dataDir, bind, port, url, database, file, behindProxy, lease, secondApproval, oidc, webHooks);
    }

    public ConsoleSettings withLease(Duration time) {
        return new ConsoleSettings(
                dataDir, bind, port, url, database, signingKey, behindProxy, time, secondApproval, oidc, webHooks);
    }

    public ConsoleSettings withSecondApproval(Set<String> rules) {
        return new ConsoleSettings(
                dataDir, bind, port, url, database, signingKey, behindProxy, lease, rules, oidc, webHooks);
    }

    public ConsoleSettings withOidc(OidcSettings provider) {
        return new ConsoleSettings(
                dataDir,
                bind,
                port,
                url,
                database,
                signingKey,
                behindProxy,
                lease,
                secondApproval,
                Optional.of(provider),
                webHooks);
    }

    public ConsoleSettings withWebHooks(List<WebHook> hooks) {
        return new ConsoleSettings(
                dataDir, bind, port, url, database, signingKey, behindProxy, lease, secondApproval, oidc, hooks);
    }
}

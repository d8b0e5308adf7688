package io.gatehouse.app;

import io.gatehouse.cerbos.PdpConnection;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.policy.Principal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What the daemon runs with. [Settings] reads and checks it.
///
/// @param dataDir absolute
/// @param auditMaxBytes at this size of the audit log calls are denied
public record Config(
        Path dataDir,
        Hook hook,
        Pdp pdp,
        Console console,
        Principal principal,
        Mode mode,
        long auditMaxBytes,
        Notices notices) {

    /// @param port 0 for any free one
    /// @param token absent when the data directory's own token is to be used, see [DataDir#hookToken]
    public record Hook(int port, Optional<String> token) {
        @Override
        public String toString() {
            return "Hook[port=" + port + ", token=" + (token.isPresent() ? "set" : "generated") + "]";
        }
    }

    /// @param url of the PDP's HTTP API without a path; absent when no PDP is configured
    /// @param deadline longest a call may wait for its verdict, all steps included
    /// @param headers sent with every request; the values are secrets
    public record Pdp(Optional<URI> url, Duration deadline, Tls tls, Map<String, String> headers) {
        public Pdp {
            headers = Map.copyOf(headers);
        }

        /// How to reach it.
        ///
        /// @throws java.util.NoSuchElementException when no PDP is configured
        PdpConnection connection(Map<String, String> annotations, Duration attempt) {
            return new PdpConnection(url.orElseThrow(), tls.connection(), headers, annotations, attempt);
        }

        @Override
        public String toString() {
            return "Pdp[url=" + url + ", deadline=" + deadline + ", tls=" + tls + ", headers=" + headers.keySet() + "]";
        }
    }

    /// Where the security team's console is, as far as settings say so.
    ///
    /// @param url without a path; absent where an enrolment may choose
    /// @param keys that alone may sign, by their ids, as [PinnedKeys#of] reads them; empty where an enrolment may
    ///     bring them
    public record Console(Optional<URI> url, Map<String, String> keys) {
        public static final Console NONE = new Console(Optional.empty(), Map.of());

        public Console {
            keys = Map.copyOf(keys);
        }
    }

    /// What the person's desktop is told of denials.
    ///
    /// @param perHour notices that may appear in an hour; what must not be missed appears beyond them
    /// @param snooze whether the person may have none for a time
    public record Notices(int perHour, boolean snooze) {
        public static final Notices USUAL = new Notices(6, true);
    }

    /// PEM files, readable when the settings were read.
    ///
    /// @param ca trusted instead of the system's authorities
    /// @param certificate of the client; never without `key`
    public record Tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
        public static final Tls SYSTEM = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

        public Tls {
            if (certificate.isPresent() != key.isPresent()) {
                throw new IllegalArgumentException("a client certificate and its key come together");
            }
        }

        private Optional<PdpConnection.Tls> connection() {
            return equals(SYSTEM)
                    ? Optional.empty()
                    : Optional.of(new PdpConnection.Tls(
                            ca, certificate.map(file -> new PdpConnection.ClientCertificate(file, key.orElseThrow()))));
        }
    }
}

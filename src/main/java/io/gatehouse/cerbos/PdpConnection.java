package io.gatehouse.cerbos;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How to reach the PDP.
///
/// @param url scheme, host and port; plain `http` only to loopback
/// @param headers sent with every request, e.g. for a proxy in front of the PDP
/// @param annotations sent with every request as `requestContext.annotations`: device, version
/// @param attempt the longest one attempt may take, connecting and reading included
public record PdpConnection(
        URI url, Optional<Tls> tls, Map<String, String> headers, Map<String, String> annotations, Duration attempt) {
    public PdpConnection {
        headers = Map.copyOf(headers);
        annotations = Map.copyOf(annotations);
    }

    /// PEM files.
    ///
    /// @param ca the only certificates that are trusted; the system's where absent
    /// @param client certificate chain and its unencrypted PKCS #8 key
    public record Tls(Optional<Path> ca, Optional<ClientCertificate> client) {
        /// What is wrong with the files, naming the one; empty when they can be used.
        public Optional<String> problem() {
            try {
                Pem.context(this);
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
    }

    public record ClientCertificate(Path certificate, Path key) {}
}

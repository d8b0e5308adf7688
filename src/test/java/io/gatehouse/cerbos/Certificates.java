package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/// A certificate authority of its own for one test, made with the running JDK's `keytool`.
public final class Certificates {
    public static final String CA = "ca";

    private static final String PASSWORD = "only-for-tests";

    private final Path directory;
    private final Path store;

    public Certificates(Path directory) {
        this.directory = directory;
        this.store = directory.resolve("all.p12");
        selfSigned(CA);
    }

    void selfSigned(String name) {
        make(name, "EC", "-ext", "bc:c");
    }

    /// @param host the only name that the certificate is for
    void server(String name, String host) {
        make(name, "EC", "-signer", CA, "-ext", "san=dns:" + host);
    }

    public void client(String name, String algorithm) {
        make(name, algorithm, "-signer", CA);
    }

    /// The certificate and those that sign it, as a PEM file.
    public Path chain(String name) throws GeneralSecurityException, IOException {
        var text = new StringBuilder();
        for (Certificate certificate : loaded().getCertificateChain(name)) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return file(name + ".pem", text.toString());
    }

    /// The unencrypted PKCS #8 key, as a PEM file.
    public Path key(String name) throws GeneralSecurityException, IOException {
        var key = loaded().getKey(name, PASSWORD.toCharArray());
        return file(name + "-key.pem", pem("PRIVATE KEY", key.getEncoded()));
    }

    /// For a server that shows the certificate of this name, and believes clients of the authority.
    ///
    /// @param strict whether a client must show one; decided here because a socket that waits for its connection
    ///     already would not hear of it later
    ServerSocketFactory sockets(String name, boolean strict) throws GeneralSecurityException, IOException {
        var sockets = context(name).getServerSocketFactory();
        return new ServerSocketFactory() {
            @Override
            public ServerSocket createServerSocket(int port) throws IOException {
                return strict(sockets.createServerSocket(port));
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog) throws IOException {
                return strict(sockets.createServerSocket(port, backlog));
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
                return strict(sockets.createServerSocket(port, backlog, address));
            }

            private ServerSocket strict(ServerSocket socket) {
                ((SSLServerSocket) socket).setNeedClientAuth(strict);
                return socket;
            }
        };
    }

    private SSLContext context(String name) throws GeneralSecurityException, IOException {
        var password = PASSWORD.toCharArray();
        var all = loaded();
        var own = empty();
        own.setKeyEntry(name, all.getKey(name, password), password, all.getCertificateChain(name));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        var authority = empty();
        authority.setCertificateEntry(CA, all.getCertificate(CA));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authority);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    static String pem(String what, byte[] encoded) {
        var base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(encoded);
        return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    }

    private KeyStore loaded() throws GeneralSecurityException, IOException {
        var all = KeyStore.getInstance("PKCS12");
        all.load(new ByteArrayInputStream(Files.readAllBytes(store)), PASSWORD.toCharArray());
        return all;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        return empty;
    }

    private void make(String name, String algorithm, String... more) {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var command = new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", name, "-keyalg", algorithm));
        command.addAll(List.of("-dname", "CN=" + name, "-validity", "2", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(more));
        run(command).ifPresent(said -> {
            throw new IllegalStateException("keytool made no " + name + ": " + said);
        });
    }

    private static Optional<String> run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), UTF_8);
            return process.waitFor() == 0 ? Optional.empty() : Optional.of(said);
        } catch (IOException e) {
            return Optional.of(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(e.toString());
        }
    }
}

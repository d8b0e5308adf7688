package io.gatehouse.cerbos;

import io.gatehouse.cerbos.PdpConnection.ClientCertificate;
import io.gatehouse.cerbos.PdpConnection.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// TLS settings from PEM files.
final class Pem {
    private static final char[] NO_PASSWORD = {};

    private Pem() {}

    /// @throws IllegalArgumentException naming the file, what is wrong with it and what was expected
    static SSLContext context(Tls tls) {
        try {
            var context = SSLContext.getInstance("TLS");
            var trust = tls.ca().isPresent() ? trust(tls.ca().get()) : null;
            var keys = tls.client().isPresent() ? keys(tls.client().get()) : null;
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("pdp.tls cannot be used: " + e.getMessage(), e);
        }
    }

    private static TrustManager @Nullable [] trust(Path ca) throws GeneralSecurityException, IOException {
        var store = empty();
        int n = 0;
        for (var certificate : certificates(ca)) {
            store.setCertificateEntry("ca" + n++, certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager @Nullable [] keys(ClientCertificate client) throws GeneralSecurityException, IOException {
        var store = empty();
        var chain = certificates(client.certificate()).toArray(new Certificate[0]);
        store.setKeyEntry("client", key(client.key()), NO_PASSWORD, chain);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file) throws GeneralSecurityException {
        var factory = CertificateFactory.getInstance("X.509");
        try {
            var certificates = factory.generateCertificates(new ByteArrayInputStream(bytes(file)));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException(noCertificate(file), e);
        }
        throw new IllegalArgumentException(noCertificate(file));
    }

    private static String noCertificate(Path file) {
        return file + " holds no certificate; expected PEM (BEGIN CERTIFICATE)";
    }

    private static PrivateKey key(Path file) throws GeneralSecurityException {
        var pem = new String(bytes(file), StandardCharsets.US_ASCII);
        var begin = "-----BEGIN PRIVATE KEY-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END PRIVATE KEY-----");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                    file + " holds no unencrypted PKCS #8 key; expected PEM (BEGIN PRIVATE KEY)");
        }
        var encoded = new PKCS8EncodedKeySpec(decoded(file, pem.substring(from + begin.length(), to)));
        for (var algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (GeneralSecurityException _) {
                // the next kind of key
            }
        }
        throw new IllegalArgumentException(file + " holds a key of an unknown kind; expected EC, RSA or Ed25519");
    }

    private static byte[] decoded(Path file, String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " holds a key that is not Base64; expected PEM", e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + " does not exist; expected a PEM file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}

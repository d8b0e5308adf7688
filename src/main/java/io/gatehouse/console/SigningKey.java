package io.gatehouse.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.gatehouse.wire.Envelope;
import io.gatehouse.wire.PinnedKeys;
import io.gatehouse.wire.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/// The key that signs what laptops are granted, and all keys that laptops are told to trust.
///
/// Design. A PEM file, never the database: who can write the database grants nothing. The file holds one private
/// key, and, while keys are being changed, the public keys of others: laptops that enrol trust these as well.
public final class SigningKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1 KEY-----");
    private static final int ID_BYTES = 8;
    private static final String ALGORITHM = "Ed25519";

    private final String id;
    private final PrivateKey key;
    private final Map<String, String> announced;

    private SigningKey(String id, PrivateKey key, Map<String, String> announced) {
        this.id = id;
        this.key = key;
        this.announced = Map.copyOf(announced);
    }

    /// Reads the file, or makes one with a new key that only its owner may read.
    ///
    /// @throws ConsoleException when it is not such a file, others may read it, or it cannot be written
    public static SigningKey open(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            OnlyOwner.needs(file, "signing key");
            return read(file, Files.readString(file));
        } catch (IOException e) {
            throw new ConsoleException(
                    "The signing key " + file + " can be neither read nor made: " + e.getMessage(), e);
        }
    }

    private static void create(Path file) throws IOException {
        var pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(newKey())
                + "\n-----END PRIVATE KEY-----\n";
        var parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (var channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersOnly())) {
            var buffer = ByteBuffer.wrap(pem.getBytes(US_ASCII));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException _) {
            // another instance made it at this moment
        }
    }

    private static byte[] newKey() {
        try {
            var seed = new Ed25519PrivateKeyParameters(new SecureRandom());
            var pkcs8 = new PKCS8EncodedKeySpec(pkcs8(seed.getEncoded()));
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(pkcs8).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    /// As RFC 8410 writes it.
    private static byte[] pkcs8(byte[] seed) {
        var head = HexFormat.of().parseHex("302e020100300506032b657004220420");
        return ByteBuffer.allocate(head.length + seed.length)
                .put(head)
                .put(seed)
                .array();
    }

    private static FileAttribute<?>[] ownersOnly() {
        return OnlyOwner.POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static SigningKey read(Path file, String pem) {
        var found = BLOCK.matcher(pem);
        var privateKeys = new ArrayList<byte[]>();
        var announced = new TreeMap<String, String>();
        try {
            while (found.find()) {
                var der = Base64.getMimeDecoder().decode(found.group(2));
                if (found.group(1).equals("PRIVATE")) {
                    privateKeys.add(der);
                } else {
                    announce(announced, needsEd25519(der));
                }
            }
            if (privateKeys.size() != 1) {
                throw new ConsoleException("The signing key " + file + " must hold one private key, and holds "
                        + privateKeys.size() + ".");
            }
            var key =
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(privateKeys.getFirst()));
            return new SigningKey(announce(announced, publicKey(privateKeys.getFirst())), key, announced);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new ConsoleException(
                    "The signing key " + file + " must be an Ed25519 key in PEM, as openssl genpkey -algorithm ed25519"
                            + " writes it.",
                    e);
        }
    }

    private static byte[] needsEd25519(byte[] x509) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM)
                .generatePublic(new X509EncodedKeySpec(x509))
                .getEncoded();
    }

    private static byte[] publicKey(byte[] pkcs8) throws IOException {
        if (PrivateKeyFactory.createKey(pkcs8) instanceof Ed25519PrivateKeyParameters seed) {
            return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(seed.generatePublicKey())
                    .getEncoded();
        }
        throw new IllegalArgumentException("not an Ed25519 key");
    }

    private static String announce(Map<String, String> announced, byte[] x509) {
        var id = Sha256.hex(x509).substring(0, 2 * ID_BYTES);
        announced.put(id, Base64.getEncoder().encodeToString(x509));
        return id;
    }

    /// The beginning of the SHA-256 of the public key.
    public String id() {
        return id;
    }

    /// The public keys that laptops are told to trust, as base64 of their X.509 form, by id.
    public Map<String, String> announced() {
        return announced;
    }

    /// The ids, sorted, for people to compare.
    public List<String> ids() {
        return announced.keySet().stream().sorted().toList();
    }

    /// What one of the announced keys signed.
    Optional<byte[]> verified(Envelope envelope) {
        return envelope.verified(PinnedKeys.of(announced));
    }

    Envelope sign(byte[] document) {
        return Envelope.sign(id, key, document);
    }
}

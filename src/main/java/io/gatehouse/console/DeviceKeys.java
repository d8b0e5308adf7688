package io.gatehouse.console;

import io.gatehouse.json.Json;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Ed25519;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The public keys by which laptops are known, and when they were last heard of.
public final class DeviceKeys {
    private static final String ALGORITHM = "Ed25519";

    /// Of nobody: what an unknown laptop's signature is compared with, so that this takes as long as for a known
    /// one.
    private static final PublicKey NOBODY = nobody();

    private final ConsoleDatabase database;
    private final Clock clock;

    public DeviceKeys(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// @param principal whose laptop it is, by its enrolment
    /// @param key by which its requests are signed
    /// @param isReleased whether it may enrol elsewhere
    public record Known(String device, String principal, PublicKey key, boolean isReleased) {}

    /// A laptop that is enrolled, or was until it was released.
    public Optional<Known> find(String device) {
        return database.read(
                handle -> handle.createQuery("SELECT principal, public_key, released_at FROM device WHERE id = :id")
                        .bind("id", device)
                        .map((row, _) -> new Known(
                                device,
                                row.getString("principal"),
                                key(row.getString("public_key")),
                                Tables.findInstant(row, "released_at").isPresent()))
                        .findOne());
    }

    /// Whose laptop it is, by its enrolment.
    static Optional<String> owner(Handle handle, String device) {
        return handle.createQuery("SELECT principal FROM device WHERE id = :id")
                .bind("id", device)
                .mapTo(String.class)
                .findOne();
    }

    /// The key that no signature matches.
    public static PublicKey ofNobody() {
        return NOBODY;
    }

    public void seen(String device) {
        var _ = database.write(handle -> handle.createUpdate("UPDATE device SET seen_at = :now WHERE id = :id")
                .bind("now", clock.millis())
                .bind("id", device)
                .execute());
    }

    public void report(String device, DeviceReport report) {
        var _ = database.write(handle -> handle.createUpdate(
                        """
                        UPDATE device SET report = :report, reported_at = :now, seen_at = :now, host = :host, os = :os,
                            version = :version WHERE id = :id""")
                .bind("report", Json.text(report))
                .bind("now", clock.millis())
                .bind("host", Tables.storable(report.host(), 200))
                .bind("os", Tables.storable(report.os(), 200))
                .bind("version", Tables.storable(report.version(), 200))
                .bind("id", device)
                .execute());
    }

    /// @throws IllegalArgumentException when it is no Ed25519 public key in base64
    static void needsKey(String base64) {
        var _ = key(base64);
    }

    private static PublicKey key(String base64) {
        try {
            return Ed25519.publicKey(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The public key must be an Ed25519 key in base64.", e);
        }
    }

    private static PublicKey nobody() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair().getPublic();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }
}

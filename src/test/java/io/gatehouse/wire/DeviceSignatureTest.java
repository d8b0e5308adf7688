package io.gatehouse.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSignatureTest {
    private static final KeyPair OURS = pair();
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00.123Z");
    private static final byte[] BODY = "{\"a\":1}".getBytes(UTF_8);

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DeviceSignature made() {
        return DeviceSignature.parse(
                        DeviceSignature.header("d1", OURS.getPrivate(), "POST", "/api/v1/audit", NOW, BODY))
                .orElseThrow();
    }

    @Test
    void tellsDeviceAndTime() {
        assertEquals("d1", made().device());
        assertEquals(NOW, made().at());
    }

    @Test
    void isForOneRequestOnly() {
        assertTrue(made().isBy(OURS.getPublic(), "POST", "/api/v1/audit", BODY));
        assertFalse(made().isBy(OURS.getPublic(), "GET", "/api/v1/audit", BODY), "another method");
        assertFalse(made().isBy(OURS.getPublic(), "POST", "/api/v1/audit?x", BODY), "another path");
        assertFalse(made().isBy(OURS.getPublic(), "POST", "/api/v1/audit", new byte[0]), "another body");
        assertFalse(
                new DeviceSignature("d2", NOW, made().signature())
                        .isBy(OURS.getPublic(), "POST", "/api/v1/audit", BODY),
                "another device");
        assertFalse(
                new DeviceSignature("d1", NOW.plusMillis(1), made().signature())
                        .isBy(OURS.getPublic(), "POST", "/api/v1/audit", BODY),
                "another time");
    }

    @Test
    void isNotAnotherKeys() {
        assertFalse(made().isBy(pair().getPublic(), "POST", "/api/v1/audit", BODY));
    }

    @Test
    void isGoodForFiveMinutesEitherWay() {
        assertTrue(made().isNear(NOW.plus(DeviceSignature.TOLERANCE)));
        assertTrue(made().isNear(NOW.minus(DeviceSignature.TOLERANCE)));
        assertFalse(made().isNear(NOW.plus(DeviceSignature.TOLERANCE).plus(Duration.ofMillis(1))));
        assertFalse(made().isNear(NOW.minus(DeviceSignature.TOLERANCE).minus(Duration.ofMillis(1))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer x",
                "Gatehouse-Device",
                "Gatehouse-Device d1;1;",
                "Gatehouse-Device d 1;1;AA==",
                "Gatehouse-Device d1;-1;AA==",
                "Gatehouse-Device d1;99999999999999999999;AA=="
            })
    void isNothingElse(String header) {
        assertEquals(Optional.empty(), DeviceSignature.parse(header));
    }
}

package io.gatehouse.console;

import io.gatehouse.console.Devices.Issued;
import io.gatehouse.wire.Enrolment;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who works with a console. For tests alone.
public final class People {
    public static final Reviewer SAM = new Reviewer("sam", Optional.of("sam@example.com"), Set.of(Role.REVIEWER));
    public static final Reviewer KIM = new Reviewer("kim", Optional.of("kim@example.com"), Set.of(Role.REVIEWER));
    public static final Reviewer ADA =
            new Reviewer("ada", Optional.of("ada@example.com"), Set.of(Role.REVIEWER, Role.ADMINISTRATOR));
    public static final Reviewer ANA = new Reviewer("ana", Optional.of("ana@example.com"), Set.of(Role.REVIEWER));

    private People() {}

    public static String code(Devices devices, String principal) {
        return switch (devices.issueCode(principal, List.of("developer"), ADA)) {
            case Issued.Code(var code) -> code.code();
            case Issued.Invalid(var sentence) -> throw new AssertionError(sentence);
        };
    }

    public static Enrolment.Answer enrol(Console.Parts console, String principal, String device) {
        var request = enrolment(code(console.devices(), principal), device, newKey());
        return console.laptops().enrolments().enrol(request).orElseThrow();
    }

    public static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Enrolment.Request enrolment(String code, String device, KeyPair key) {
        return new Enrolment.Request(
                code,
                device,
                Base64.getEncoder().encodeToString(key.getPublic().getEncoded()),
                "ana-laptop",
                "Linux",
                "0.1.0");
    }
}

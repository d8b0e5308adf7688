package io.gatehouse.wire;

import io.gatehouse.policy.Principal;
import java.util.Map;

/// How a laptop becomes one that a console knows: it shows a code that was issued once, for one principal, and gets to
/// know who uses it and which keys sign for it.
public final class Enrolment {
    private Enrolment() {}

    /// `POST` [Routes#ENROL], the only request of a laptop that carries no [DeviceSignature].
    ///
    /// @param code as the console showed it; good for one enrolment
    /// @param device the installation's id
    /// @param publicKey of the key pair made for this enrolment: Ed25519, base64 of the X.509 form
    /// @param host the computer's name, for people
    /// @param os for people
    /// @param version of Gatehouse
    public record Request(String code, String device, String publicKey, String host, String os, String version) {}

    /// @param principal whose laptop it is from now on, with the roles that the PDP is told
    /// @param keys the console's signing keys, as [PinnedKeys#of] reads them
    /// @param document the first signed document
    public record Answer(Principal principal, Map<String, String> keys, Envelope document) {
        public Answer {
            keys = Map.copyOf(keys);
        }
    }
}

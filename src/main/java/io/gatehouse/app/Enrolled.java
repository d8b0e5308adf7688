package io.gatehouse.app;

import io.gatehouse.sync.DeviceKey;
import io.gatehouse.wire.PinnedKeys;
import java.net.URI;
import java.time.Instant;
import java.util.Map;

/// What this computer got when it was enrolled at a console.
///
/// @param contract the version of this format
/// @param device the installation that was enrolled
/// @param principal the id of whose computer it is; with which roles, only the signed document says
/// @param keys that sign for the console, as [PinnedKeys#of] reads them
/// @param publicKey by which the console knows this computer, and the identity of this enrolment
/// @param privateKey a secret
record Enrolled(
        int contract,
        URI url,
        String device,
        String principal,
        Map<String, String> keys,
        String publicKey,
        String privateKey,
        Instant at) {
    static final int CONTRACT = 1;

    Enrolled {
        keys = Map.copyOf(keys);
        if (contract != CONTRACT) {
            throw new IllegalArgumentException("an enrolment of version " + contract);
        }
        if (device.isBlank() || principal.isBlank() || publicKey.isBlank() || url.getHost() == null) {
            throw new IllegalArgumentException("an enrolment without device, person, key or address");
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("an enrolment without a key of the console");
        }
        PinnedKeys.of(keys);
        DeviceKey.of(device, privateKey);
    }

    /// The same enrolment at a console that signs by other keys.
    Enrolled trusting(Map<String, String> others) {
        return new Enrolled(contract, url, device, principal, others, publicKey, privateKey, at);
    }

    DeviceKey key() {
        return DeviceKey.of(device, privateKey);
    }

    @Override
    public String toString() {
        return "Enrolled[" + principal + " at " + url + "]";
    }
}

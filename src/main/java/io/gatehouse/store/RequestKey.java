package io.gatehouse.store;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Principal;
import java.util.List;
import java.util.TreeMap;

/// The keyed hash by which an equal question is found again. Covers everything but the time of the request.
final class RequestKey {
    private final KeyedHash hash;
    private final String pdp;

    RequestKey(byte[] secret, String pdp) {
        this.hash = new KeyedHash(secret);
        this.pdp = pdp;
    }

    byte[] of(String revision, AccessRequest request) {
        var principal = request.principal();
        var attributes = new TreeMap<String, Object>(request.attributes());
        attributes.remove(AccessRequest.AT);
        return hash.of(List.of(
                pdp,
                AccessRequest.CONTRACT,
                revision,
                principal.id(),
                principal.roles(),
                principal.attributes(),
                request.action().label(),
                attributes));
    }

    /// Of everything that a plan depends on besides the policies; never equal to that of a request.
    byte[] of(Principal principal) {
        return hash.of(List.of(pdp, AccessRequest.CONTRACT, principal.id(), principal.roles(), principal.attributes()));
    }
}

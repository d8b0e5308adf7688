package io.gatehouse.wire;

import io.gatehouse.enforcement.Rollout;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All that the console says to one laptop: whose it is, which rules are enforced there, and what is granted. What a
/// newer one leaves out is revoked.
///
/// @param contract the version of this format, [#CONTRACT]
/// @param version rises with each document of a device
/// @param device the laptop that it is for
/// @param principal who uses that laptop, with the roles that the PDP is told
/// @param issuedAt by the console's clock
/// @param leaseHours for how long after that its grants and its break-glass are used, 1 to 168; a newer document begins
///     anew
/// @param keys that sign from now on, as [PinnedKeys#of] reads them; a laptop whose settings pin keys keeps to those
/// @param rollout which rules are enforced; what opens them for a time has begun when this is signed
public record Document(
        int contract,
        long version,
        String device,
        Principal principal,
        Instant issuedAt,
        int leaseHours,
        Map<String, String> keys,
        Rollout rollout,
        List<Grant> grants) {
    public static final int CONTRACT = 1;

    /// Where an administrator set nothing else.
    public static final int USUAL_LEASE_HOURS = 24;

    private static final int LONGEST_LEASE_HOURS = 168;

    public Document {
        grants = List.copyOf(grants);
        keys = Collections.unmodifiableMap(new TreeMap<>(keys)); // signed in one order
        if (contract != CONTRACT) {
            throw new IllegalArgumentException("a document of contract " + contract);
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a document names the keys that sign");
        }
        if (version < 1) {
            throw new IllegalArgumentException("a document of version " + version);
        }
        if (device.isBlank()) {
            throw new IllegalArgumentException("a document is for one device");
        }
        if (leaseHours < 1 || leaseHours > LONGEST_LEASE_HOURS) {
            throw new IllegalArgumentException("a lease of " + leaseHours + " hours, which may be 1 to 168");
        }
        if (issuedAt.isAfter(Instant.MAX.minus(Duration.ofHours(leaseHours)))) {
            throw new IllegalArgumentException("a document of the end of time");
        }
        if (rollout.breakGlass().filter(open -> open.from().isAfter(issuedAt)).isPresent()) {
            throw new IllegalArgumentException("a break-glass that begins after its document");
        }
        var ids = new HashSet<String>();
        for (var grant : grants) {
            if (!ids.add(grant.id())) {
                throw new IllegalArgumentException("grant " + grant.id() + " stands there twice");
            }
            if (!grant.principal().equals(principal.id())
                    || !grant.device().map(device::equals).orElse(true)) {
                throw new IllegalArgumentException("grant " + grant.id() + " is for somebody else");
            }
        }
    }

    /// To be signed.
    public byte[] bytes() {
        return Json.bytes(this);
    }

    /// The grants, each with the end of the lease.
    public List<Held> held() {
        var leasedUntil = leasedUntil();
        return grants.stream().map(grant -> new Held(grant, leasedUntil)).toList();
    }

    public Instant leasedUntil() {
        return issuedAt.plus(Duration.ofHours(leaseHours));
    }

    /// The rollout, whose break-glass ends with the lease.
    public Rollout leasedRollout() {
        return rollout.with(rollout.breakGlass().flatMap(open -> open.endingBy(leasedUntil())));
    }
}

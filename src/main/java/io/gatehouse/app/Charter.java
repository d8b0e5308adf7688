package io.gatehouse.app;

import io.gatehouse.cerbos.EmbeddedPlans;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.Enforcer.Standstill;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.policy.Principal;
import io.gatehouse.wire.Document;
import java.util.Optional;
import java.util.stream.Collectors;

/// For whom calls are decided now, and under which rollout.
///
/// Design. On an enrolled computer this is what the console signed, and nothing else: the enrolment is a file of the
/// person's, and so are the settings. An administrator's settings are root's, so what they name stays. Without a valid
/// document nothing is decided.
///
/// @param principalSource where id and roles come from, for people; "" for the settings
/// @param rolloutSource where the mode comes from, for people; "" for the settings
/// @param standstill why nothing is decided
record Charter(
        Principal principal,
        String principalSource,
        Rollout rollout,
        String rolloutSource,
        Optional<Standstill> standstill) {
    private static final String SETTINGS = "";
    private static final String ADMINISTRATOR = "your organisation's settings";

    /// @param document the newest valid one
    /// @param device this installation
    /// @param standstill why nothing is decided, whatever the document says
    static Charter of(
            Settings.Loaded settings, Optional<Document> document, String device, Optional<Standstill> standstill) {
        var config = settings.config();
        var enrolled = settings.enrolment().usable();
        if (standstill.isPresent()) {
            return new Charter(config.principal(), SETTINGS, Rollout.ENFORCED, SETTINGS, standstill);
        }
        if (enrolled.isEmpty()) {
            return new Charter(config.principal(), SETTINGS, Rollout.of(config.mode()), SETTINGS, standstill);
        }
        if (document.isEmpty()) {
            return new Charter(
                    config.principal(),
                    SETTINGS,
                    Rollout.ENFORCED,
                    SETTINGS,
                    Optional.of(new Standstill(Cause.NO_DOCUMENT, missing(enrolled.get(), device))));
        }
        return of(settings, enrolled.get(), document.get());
    }

    private static Charter of(Settings.Loaded settings, Enrolled enrolled, Document document) {
        var config = settings.config();
        var said = document.principal();
        boolean ownId = settings.administered().contains(Key.PRINCIPAL_ID);
        boolean ownRoles = settings.administered().contains(Key.PRINCIPAL_ROLES);
        boolean ownMode = settings.administered().contains(Key.MODE);
        var principal = new Principal(
                ownId ? config.principal().id() : said.id(),
                ownRoles ? config.principal().roles() : said.roles(),
                said.attributes());
        var console = source(enrolled, document);
        return new Charter(
                principal,
                ownId || ownRoles ? ADMINISTRATOR + " and " + console : console,
                ownMode ? Rollout.of(config.mode()) : document.leasedRollout(),
                ownMode ? ADMINISTRATOR : console,
                unknownRoles(config, principal, enrolled));
    }

    static String source(Enrolled enrolled, Document document) {
        return "the console " + enrolled.url() + ", document " + document.version();
    }

    /// The policies that ship with Gatehouse know some roles only.
    private static Optional<Standstill> unknownRoles(Config config, Principal principal, Enrolled enrolled) {
        var unknown = principal.roles().stream()
                .filter(role -> !EmbeddedPlans.ROLES.contains(role))
                .collect(Collectors.joining(", "));
        if (config.pdp().url().isPresent() || unknown.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Standstill(
                        Cause.BAD_SETTINGS,
                        "they name no pdp.url, and the policies that ship with Gatehouse do not know " + unknown
                                + ", which the console " + enrolled.url()
                                + " says of you; ask your administrator to set pdp.url, or your security team for other roles"));
    }

    private static String missing(Enrolled enrolled, String device) {
        return enrolled.device().equals(device)
                ? "what " + enrolled.url()
                        + " signed for it is not here or not valid; it comes again when the console can"
                        + " be reached. Connect to its network, or " + EnrolmentFile.remedy()
                : "its database was begun anew, so nothing that " + enrolled.url() + " signed is for it; "
                        + EnrolmentFile.remedy();
    }

    /// The terms under which the enforcer decides.
    Enforcer.Terms terms(Config config) {
        return new Enforcer.Terms(principal, rollout, config.pdp().deadline(), standstill);
    }

    /// Whether the same may be decided by the same plans as under the other one.
    boolean isForTheSameAs(Charter other) {
        return principal.equals(other.principal) && standstill.isPresent() == other.standstill.isPresent();
    }
}

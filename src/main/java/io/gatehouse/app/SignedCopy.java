package io.gatehouse.app;

import io.gatehouse.store.KeptDocument;
import io.gatehouse.store.StoreException;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.PinnedKeys;
import io.gatehouse.wire.Verifier;
import java.util.List;
import java.util.Optional;

/// What the console signed for this computer, as commands see it that need no daemon.
final class SignedCopy {
    private SignedCopy() {}

    /// Those keys that alone may sign: the settings' where they name some, else the enrolment's.
    static PinnedKeys keys(Settings.Loaded settings) {
        var pinned = settings.config().console().keys();
        return settings.enrolment()
                .usable()
                .map(enrolled -> PinnedKeys.of(pinned.isEmpty() ? enrolled.keys() : pinned))
                .orElse(PinnedKeys.NONE);
    }

    /// The kept document, where it is valid.
    static Optional<Document> find(Settings.Loaded settings) {
        return settings.enrolment().usable().flatMap(enrolled -> {
            try {
                return KeptDocument.find(settings.config().dataDir())
                        .flatMap(new Verifier(keys(settings), enrolled.device(), enrolled.principal())::find);
            } catch (StoreException _) {
                return Optional.empty();
            }
        });
    }

    static Charter charter(Settings.Loaded settings) {
        var device = settings.enrolment().usable().map(Enrolled::device).orElse("");
        return Charter.of(settings, find(settings), device, Optional.empty());
    }

    /// The settings with what the console says in the place of a word that it does.
    static List<Settings.Line> completed(Settings.Loaded settings) {
        var enrolled = settings.enrolment().usable();
        if (enrolled.isEmpty()) {
            return settings.lines();
        }
        var document = find(settings);
        var source = document.map(one -> Charter.source(enrolled.get(), one))
                .orElse("the console " + enrolled.get().url() + ", and no valid document of it is here");
        return settings.lines().stream()
                .map(line -> line.value().equals(Settings.SIGNED)
                        ? new Settings.Line(
                                line.key(),
                                document.map(one -> said(line.key(), one)).orElse("none"),
                                source)
                        : line)
                .toList();
    }

    private static String said(String key, Document document) {
        if (key.equals(Key.PRINCIPAL_ID.path())) {
            return document.principal().id();
        }
        return key.equals(Key.PRINCIPAL_ROLES.path())
                ? document.principal().roles().toString()
                : mode(document);
    }

    private static String mode(Document document) {
        var rollout = document.rollout();
        var rules = rollout.rules().entrySet().stream()
                .filter(rule -> rule.getValue() != rollout.mode())
                .map(rule -> rule.getKey() + ": " + rule.getValue().code())
                .toList();
        return rollout.mode().code()
                + (rules.isEmpty() ? "" : " (" + String.join(", ", rules) + ")")
                + rollout.breakGlass()
                        .map(open -> ", break-glass until " + StatusBoard.time(open.until()))
                        .orElse("");
    }
}

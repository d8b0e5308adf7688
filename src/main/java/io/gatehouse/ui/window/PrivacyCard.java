package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.local.Privacy;
import io.gatehouse.local.Privacy.Piece;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.window.Details.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Who gets something from this computer, or who gets nothing, in plain words.
///
/// @param address where it goes; "" for nowhere
/// @param report the JSON of the last report that was sent, with what it is
/// @param pieces each part of what was sent
record PrivacyCard(
        String icon,
        String title,
        String address,
        String words,
        List<Fact> facts,
        Optional<Fact> report,
        List<Piece> pieces) {
    private static final int LONGEST = 200;

    static List<PrivacyCard> of(Privacy privacy, Optional<Status> status, Instant now) {
        var cards = new ArrayList<PrivacyCard>();
        cards.add(privacy.pdp().map(pdp -> pdp(pdp, status, now)).orElseGet(() -> noPdp(status)));
        cards.add(privacy.console().map(console -> console(console, now)).orElseGet(PrivacyCard::noConsole));
        privacy.console().ifPresent(console -> cards.add(coverage(console, now)));
        privacy.telemetry().ifPresent(telemetry -> cards.add(telemetry(telemetry, now)));
        cards.add(plain("fth-lock", "never"));
        if (!privacy.earlier().isEmpty()) {
            cards.add(new PrivacyCard(
                    "fth-clock",
                    text("window.privacy.earlier.title"),
                    "",
                    text("window.privacy.earlier.text"),
                    privacy.earlier().stream()
                            .map(earlier -> new Fact(
                                    Shown.line(earlier.receiver(), LONGEST),
                                    Amounts.sent(earlier.amount(), now),
                                    false))
                            .toList(),
                    Optional.empty(),
                    List.of()));
        }
        return cards;
    }

    private static PrivacyCard plain(String icon, String key) {
        return new PrivacyCard(
                icon,
                text("window.privacy." + key + ".title"),
                "",
                text("window.privacy." + key + ".text"),
                List.of(),
                Optional.empty(),
                List.of());
    }

    private static PrivacyCard noConsole() {
        return plain("fth-cloud-off", "no-console");
    }

    private static PrivacyCard noPdp(Optional<Status> status) {
        boolean builtIn = status.filter(told -> told.pdp().connection() == Status.Connection.BUILT_IN)
                .isPresent();
        return plain("fth-cpu", builtIn ? "built-in" : "no-pdp");
    }

    private static PrivacyCard pdp(Privacy.ToPdp pdp, Optional<Status> status, Instant now) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact(text("window.privacy.fact.questions"), Amounts.sent(pdp.questions(), now), false));
        facts.add(new Fact(text("window.privacy.fact.plans"), Amounts.sent(pdp.plans(), now), false));
        status.ifPresent(told -> facts.add(new Fact(
                text("window.privacy.fact.as"),
                Shown.line(
                        text("window.fact.principal.roles", told.principal(), String.join(", ", told.roles())),
                        LONGEST),
                false)));
        if (!pdp.headers().isEmpty()) {
            facts.add(new Fact(
                    text("window.privacy.fact.headers"),
                    Shown.line(String.join(", ", pdp.headers()), LONGEST) + ": ***",
                    true));
        }
        return new PrivacyCard(
                "fth-help-circle",
                text("window.privacy.pdp.title"),
                Shown.line(pdp.url(), LONGEST),
                text("window.privacy.pdp.text") + (pdp.onThisComputer() ? " " + text("window.privacy.pdp.here") : ""),
                facts,
                Optional.empty(),
                List.of());
    }

    private static PrivacyCard console(Privacy.ToConsole console, Instant now) {
        var facts = Stream.of(
                        new Fact(
                                text("window.privacy.fact.records"),
                                text("window.privacy.records", console.records(), console.waiting(), console.refused()),
                                false),
                        new Fact(text("window.privacy.fact.evidence"), Amounts.sent(console.evidence(), now), false),
                        new Fact(text("window.privacy.fact.requests"), Amounts.sent(console.requests(), now), false),
                        new Fact(text("window.privacy.fact.reports"), Amounts.sent(console.reports(), now), false),
                        new Fact(text("window.privacy.fact.device"), Shown.line(console.device(), LONGEST), true))
                .toList();
        return new PrivacyCard(
                "fth-upload-cloud",
                text("window.privacy.console.title"),
                Shown.line(console.url(), LONGEST),
                text("window.privacy.console.text")
                        + (console.onThisComputer() ? " " + text("window.privacy.console.here") : ""),
                facts,
                report("window.privacy.report", console.report()),
                List.of());
    }

    private static PrivacyCard telemetry(Privacy.ToTelemetry telemetry, Instant now) {
        return new PrivacyCard(
                "fth-radio",
                text("window.privacy.telemetry.title"),
                Shown.line(telemetry.url(), LONGEST),
                text("window.privacy.telemetry.text", Shown.line(telemetry.url(), LONGEST)),
                List.of(
                        new Fact(text("window.privacy.fact.sent-on"), Amounts.sent(telemetry.amount(), now), false),
                        new Fact(
                                text("window.privacy.fact.parts"),
                                text("window.privacy.telemetry.parts", telemetry.waiting(), telemetry.lost()),
                                false)),
                Optional.empty(),
                List.of());
    }

    private static Optional<Fact> report(String name, Optional<String> json) {
        return json.map(sent -> new Fact(text(name), Shown.text(sent, false), true));
    }

    private static PrivacyCard coverage(Privacy.ToConsole console, Instant now) {
        var coverage = console.coverage();
        return new PrivacyCard(
                "fth-eye",
                text("window.privacy.coverage.title"),
                Shown.line(console.url(), LONGEST),
                text("window.privacy.coverage.text"),
                List.of(new Fact(text("window.privacy.fact.reports"), Amounts.sent(coverage.amount(), now), false)),
                report("window.privacy.coverage.report", coverage.report()),
                coverage.calls());
    }
}

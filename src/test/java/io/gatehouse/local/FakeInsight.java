package io.gatehouse.local;

import io.gatehouse.enforcement.Span;
import io.gatehouse.local.Privacy.Amount;
import io.gatehouse.local.Privacy.Asked;
import io.gatehouse.local.Privacy.Kind;
import io.gatehouse.local.Privacy.OfCall;
import io.gatehouse.local.Privacy.Piece;
import io.gatehouse.local.Privacy.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One of each of what a daemon tells when somebody looks.
final class FakeInsight {
    static final Privacy PRIVACY = new Privacy(
            Optional.of(new Privacy.ToPdp(
                    "https://pdp",
                    false,
                    List.of("X-Key"),
                    new Amount(9, 1_000, Optional.of(TestDaemon.NOON), Optional.of(TestDaemon.NOON)),
                    Amount.NOTHING)),
            Optional.of(new Privacy.ToConsole(
                    "https://console",
                    false,
                    "d-1",
                    7,
                    2,
                    1,
                    Amount.NOTHING,
                    Amount.NOTHING,
                    Amount.NOTHING,
                    Optional.of("{}"),
                    new Privacy.ToldOfCoverage(
                            Amount.NOTHING,
                            Optional.of("{}"),
                            List.of(new Piece(
                                    Kind.UNCOVERED,
                                    State.WAITS,
                                    "/api/v1/coverage",
                                    new Privacy.Text("{}", List.of()),
                                    new Privacy.Text("{}", List.of()),
                                    ""))))),
            Optional.of(new Privacy.ToTelemetry("https://otel", false, Amount.NOTHING, 1, 2)),
            List.of(new Privacy.Earlier("https://old", Amount.NOTHING)));

    static final OfCall OF_CALL = new OfCall(
            "id1",
            Asked.ANSWERED,
            List.of(new Piece(
                    Kind.QUESTION,
                    State.LEFT,
                    "/check",
                    new Privacy.Text("{\"a\":\"***\"}", List.of(new Span(6, 9))),
                    new Privacy.Text("{}", List.of()),
                    "")),
            true,
            List.of());

    static final Vitals VITALS = new Vitals(
            List.of(new Vitals.Bar(TestDaemon.NOON, 1, 2, 3, 4, 5)),
            List.of(),
            Optional.of(Duration.ofMillis(3)),
            Optional.of(TestDaemon.NOON),
            new Vitals.Sizes(1, 2, 3, 4),
            new Vitals.Versions("1", "25", "Linux"),
            List.of(new Vitals.Setting("mode", "enforce", "default")));

    static final Insight INSIGHT = new Insight(
            () -> PRIVACY,
            id -> Optional.of(OF_CALL).filter(call -> call.id().equals(id)),
            () -> VITALS,
            () -> "a text");

    private FakeInsight() {}
}

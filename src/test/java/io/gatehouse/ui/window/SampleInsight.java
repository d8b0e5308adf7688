package io.gatehouse.ui.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.enforcement.Span;
import io.gatehouse.json.Json;
import io.gatehouse.local.Insight;
import io.gatehouse.local.Privacy;
import io.gatehouse.local.Privacy.Amount;
import io.gatehouse.local.Privacy.Asked;
import io.gatehouse.local.Privacy.Kind;
import io.gatehouse.local.Privacy.OfCall;
import io.gatehouse.local.Privacy.Piece;
import io.gatehouse.local.Privacy.State;
import io.gatehouse.local.Status;
import io.gatehouse.local.Vitals;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Fixed data: a laptop that is enrolled and asks a PDP.
final class SampleInsight {
    static final String EXACT =
            "{\"seq\":18,\"epoch\":3,\"number\":18,\"record\":\"{\\\"v\\\":1,\\\"shown\\\":\\\"curl -H 'Authorization: Bearer ***'\\\"}\",\"chain\":\"9f\",\"outcome\":null}";

    static final String READABLE =
            """
            {
              "seq" : 18,
              "epoch" : 3,
              "number" : 18,
              "record" : {
                "v" : 1,
                "id" : "k7m2-0018",
                "at" : "2026-11-23T11:52:00Z",
                "principal" : { "id" : "mira@example.com", "roles" : [ "developer" ] },
                "shown" : "curl -H 'Authorization: Bearer ***' https://api.example.com",
                "asked" : [ { "EXEC" : { "program" : "curl", "argv" : [ "curl", "-H", "Authorization: Bearer ***" ] } } ]
              },
              "chain" : "9f31c04d77a2",
              "outcome" : null
            }""";

    static final String QUESTION =
            "{\"principal\":{\"id\":\"mira@example.com\",\"policyVersion\":\"v1\",\"roles\":[\"developer\"],\"attr\":{}},\"resources\":[{\"actions\":[\"revision\"],\"resource\":{\"kind\":\"gatehouse\",\"id\":\"gatehouse\",\"policyVersion\":\"v1\",\"attr\":{\"revision\":\"7f3c9a1e2b44d9\"}}},{\"actions\":[\"exec\",\"allow:exec\",\"why:command.privilege\"],\"resource\":{\"kind\":\"command\",\"attr\":{\"program\":\"curl\",\"argv\":[\"curl\",\"-H\",\"Authorization: Bearer ***\"]}}}]}";

    static final String READABLE_QUESTION =
            """
            {
              "principal" : {
                "id" : "mira@example.com",
                "policyVersion" : "v1",
                "roles" : [ "developer" ],
                "attr" : { }
              },
              "resources" : [ {
                "actions" : [ "exec", "allow:exec", "why:command.privilege" ],
                "resource" : {
                  "kind" : "command",
                  "attr" : {
                    "program" : "curl",
                    "argv" : [ "curl", "-H", "Authorization: Bearer ***" ]
                  }
                }
              } ]
            }""";

    private SampleInsight() {}

    static Amount amount(long times, long bytes) {
        return new Amount(
                times,
                bytes,
                Optional.of(Sample.NOON.minus(Duration.ofDays(20))),
                Optional.of(Sample.NOON.minus(Duration.ofMinutes(3))));
    }

    static Privacy privacy() {
        return new Privacy(
                Optional.of(new Privacy.ToPdp(
                        "https://pdp.example.com",
                        false,
                        List.of("X-Api-Key"),
                        amount(4_812, 11_300_000),
                        amount(148, 61_000))),
                Optional.of(
                        new Privacy.ToConsole(
                                "https://gatehouse.example.com",
                                false,
                                "5c0f9a31d2be4477",
                                4_790,
                                2,
                                0,
                                amount(611, 9_100_000),
                                amount(4, 12_400),
                                amount(288, 118_000),
                                Optional.of(
                                        "{\"version\":\"1.0\",\"host\":\"mira-laptop\",\"os\":\"Linux 6.8\",\"mode\":\"enforce\",\"basis\":\"central\",\"revision\":\"7f3c9a1e2b44d9\",\"agents\":[{\"name\":\"claude-code\",\"isProtected\":true}],\"unsent\":2,\"documentVersion\":7}"),
                                new Privacy.ToldOfCoverage(
                                        amount(31, 9_700),
                                        Optional.of(
                                                "{\"agents\":[{\"agent\":\"claude-code\",\"since\":\"2026-11-02T08:00:00Z\",\"decided\":4790,\"undecided\":1}],\"calls\":[]}"),
                                        List.of(
                                                piece(
                                                        Kind.UNCOVERED,
                                                        State.LEFT,
                                                        "/api/v1/coverage",
                                                        "{\"agent\":\"claude-code\",\"session\":\"5f2c9d1e\",\"callId\":\"toolu_7\",\"tool\":\"Bash\",\"command\":\"curl -H 'Authorization: ***' https://shop.example.com\",\"denied\":false,\"at\":\"2026-11-24T15:02:11Z\"}"))))),
                Optional.of(new Privacy.ToTelemetry("https://otel.example.com", false, amount(8_412, 6_300_000), 0, 2)),
                List.of());
    }

    static Privacy alone() {
        return new Privacy(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    static OfCall ofCall(String id) {
        return new OfCall(
                id,
                Asked.ANSWERED,
                List.of(question(State.LEFT)),
                true,
                List.of(piece(Kind.RECORD, State.WAITS, "/api/v1/audit")));
    }

    static OfCall offline(String id) {
        return new OfCall(
                id,
                Asked.UNANSWERED,
                List.of(question(State.UNSURE)),
                false,
                List.of(piece(Kind.RECORD, State.WAITS, "/api/v1/audit")));
    }

    static OfCall here(String id) {
        return new OfCall(id, Asked.NOT_ASKED, List.of(), false, List.of());
    }

    private static Piece question(State state) {
        return new Piece(Kind.QUESTION, state, "/api/check/resources", masked(QUESTION), masked(READABLE_QUESTION), "");
    }

    static Piece piece(Kind kind, State state, String path) {
        return new Piece(kind, state, path, masked(EXACT), masked(READABLE), "");
    }

    private static Piece piece(Kind kind, State state, String path, String json) {
        return new Piece(kind, state, path, masked(json), masked(Json.pretty(Json.tree(json.getBytes(UTF_8)))), "");
    }

    static Privacy.Text masked(String text) {
        var spans = new ArrayList<Span>();
        for (int at = text.indexOf("***"); at >= 0; at = text.indexOf("***", at + 3)) {
            spans.add(new Span(at, at + 3));
        }
        return new Privacy.Text(text, spans);
    }

    static Vitals vitals() {
        return new Vitals(
                IntStream.range(0, 24)
                        .mapToObj(hour -> bar(hour, 23 - hour, ChronoUnit.HOURS))
                        .toList(),
                IntStream.range(0, 14)
                        .mapToObj(day -> bar(day * 3, 13 - day, ChronoUnit.DAYS))
                        .toList(),
                Optional.of(Duration.ofMillis(14)),
                Optional.of(Sample.NOON.minusSeconds(40)),
                new Vitals.Sizes(48_600_000, 2_147_483_648L, 4_792, 1_210_000),
                new Vitals.Versions("1.0", "Eclipse Adoptium 25.0.1+8-LTS", "Linux 6.8.0 amd64"),
                List.of(
                        new Vitals.Setting("dataDir", "/home/mira/.local/share/gatehouse", "default"),
                        new Vitals.Setting("hook.port", "7411", "default"),
                        new Vitals.Setting(
                                "hook.token", "generated, kept in /home/mira/.local/share/gatehouse", "default"),
                        new Vitals.Setting(
                                "pdp.url", "https://pdp.example.com", "/etc/gatehouse/gatehouse.yaml line 2"),
                        new Vitals.Setting("pdp.headers", "X-Api-Key: ***", "/etc/gatehouse/gatehouse.yaml line 3"),
                        new Vitals.Setting(
                                "mode", "enforce", "document 7 of the console https://gatehouse.example.com"),
                        new Vitals.Setting("audit.maxSize", "2 GB", "default")));
    }

    private static Vitals.Bar bar(int seed, int ago, ChronoUnit unit) {
        var from = Sample.NOON.truncatedTo(unit).minus(ago, unit);
        boolean night = unit == ChronoUnit.HOURS && seed < 9;
        return night
                ? new Vitals.Bar(from, 0, 0, 0, 0, 0)
                : new Vitals.Bar(
                        from,
                        90 + seed * 37 % 60,
                        seed * 7 % 9,
                        seed * 5 % 4,
                        1_400 + seed * 131 % 700,
                        9_000 + seed * 977 % 14_000);
    }

    static Vitals unused() {
        var vitals = vitals();
        return new Vitals(
                none(vitals.hours()),
                none(vitals.days()),
                Optional.empty(),
                Optional.empty(),
                new Vitals.Sizes(98_304, 2_147_483_648L, 0, 2_100),
                vitals.versions(),
                vitals.settings().subList(0, 3));
    }

    private static List<Vitals.Bar> none(List<Vitals.Bar> bars) {
        return bars.stream()
                .map(bar -> new Vitals.Bar(bar.from(), 0, 0, 0, 0, 0))
                .toList();
    }

    static Status.ConsoleState console(Status.Line line, String detail) {
        return new Status.ConsoleState(
                "https://gatehouse.example.com",
                line,
                Sample.NOON.minus(Duration.ofMinutes(47)),
                detail,
                2,
                7,
                Optional.of(Sample.NOON.plus(Duration.ofHours(20))),
                Optional.empty());
    }

    /// What a daemon would tell; each is asked for when it is asked.
    static final class Told {
        Privacy privacy = privacy();
        Function<String, Optional<OfCall>> ofCall = id -> Optional.of(ofCall(id));
        Vitals vitals = vitals();
        String diagnostics = "Gatehouse, a diagnostic bundle\n";

        Insight insight(Runnable refuse) {
            return new Insight(
                    () -> {
                        refuse.run();
                        return privacy;
                    },
                    id -> {
                        refuse.run();
                        return ofCall.apply(id);
                    },
                    () -> {
                        refuse.run();
                        return vitals;
                    },
                    () -> {
                        refuse.run();
                        return diagnostics;
                    });
        }
    }
}

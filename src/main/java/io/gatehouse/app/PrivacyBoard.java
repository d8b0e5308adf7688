package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.analysis.Masking;
import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.json.Json;
import io.gatehouse.local.Privacy;
import io.gatehouse.local.Privacy.Amount;
import io.gatehouse.local.Privacy.Kind;
import io.gatehouse.local.Privacy.OfCall;
import io.gatehouse.local.Privacy.Piece;
import io.gatehouse.local.Privacy.Text;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.store.EvidenceRows.Way;
import io.gatehouse.store.KeptRequests.Kept;
import io.gatehouse.store.SentTotals.Total;
import io.gatehouse.store.Store;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Filing;
import io.gatehouse.wire.Routes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells what has left this computer and what will.
///
/// Design. Nothing that was sent is kept for it: what left is written again, from the same rows by the same code,
/// when somebody looks. A question to the PDP is the same to the byte as long as the rules that are asked about are;
/// else it is said that they may not be.
final class PrivacyBoard {
    private static final List<String> REQUEST_PATHS = List.of(Routes.REQUESTS, Routes.ANSWERS, Routes.WITHDRAWALS);

    private static final int MOST_UNCOVERED = 50;

    private final Config.Pdp settings;
    private final Optional<CerbosPdp> pdp;
    private final Store store;
    private final Optional<ConsoleLink> console;
    private final TelemetryLine telemetry;

    /// @param pdp absent when none is configured
    /// @param console absent when this computer is not enrolled
    PrivacyBoard(
            Config.Pdp settings,
            Optional<CerbosPdp> pdp,
            Store store,
            Optional<ConsoleLink> console,
            TelemetryLine telemetry) {
        this.settings = settings;
        this.pdp = pdp;
        this.store = store;
        this.console = console;
        this.telemetry = telemetry;
    }

    /// Keeps what was sent to the PDP since the last time.
    synchronized void keepSent() {
        pdp.ifPresent(cerbos -> cerbos.takeSent().forEach(sent -> store.sentTotals()
                .add(pdpUrl(), sent.path(), sent.times(), sent.bytes(), sent.lastAt())));
    }

    Privacy now() {
        keepSent();
        var totals = store.sentTotals().list();
        var consoleUrl = console.map(link -> link.url().toString()).orElse("");
        var goesOn = telemetry.privacy(totals);
        var telemetryUrl = goesOn.map(Privacy.ToTelemetry::url).orElse("");
        return new Privacy(
                pdp.map(_ -> toPdp(of(totals, pdpUrl()))),
                console.map(link -> toConsole(link, of(totals, consoleUrl))),
                goesOn,
                totals.stream()
                        .map(Total::receiver)
                        .filter(receiver -> !receiver.equals(telemetryUrl)
                                && !(receiver.equals(consoleUrl) || (pdp.isPresent() && receiver.equals(pdpUrl()))))
                        .distinct()
                        .map(receiver -> new Privacy.Earlier(receiver, sum(of(totals, receiver).stream())))
                        .toList());
    }

    private String pdpUrl() {
        return settings.url().map(Object::toString).orElse("");
    }

    private static List<Total> of(List<Total> totals, String receiver) {
        return totals.stream()
                .filter(total -> total.receiver().equals(receiver))
                .toList();
    }

    private Privacy.ToPdp toPdp(List<Total> totals) {
        return new Privacy.ToPdp(
                pdpUrl(),
                settings.url().filter(url -> Values.isLoopback(url.getHost())).isPresent(),
                settings.headers().keySet().stream().sorted().toList(),
                sum(at(totals, List.of(CerbosPdp.PATH))),
                sum(totals.stream().filter(total -> !total.path().equals(CerbosPdp.PATH))));
    }

    private Privacy.ToConsole toConsole(ConsoleLink link, List<Total> totals) {
        int refused = store.evidence().listSetAside().size();
        return new Privacy.ToConsole(
                link.url().toString(),
                Values.isLoopback(link.url().getHost()),
                store.device(),
                Math.max(0, store.evidence().sentUpTo() - refused),
                link.waiting(),
                refused,
                sum(at(totals, List.of(Routes.AUDIT))),
                sum(at(totals, REQUEST_PATHS)),
                sum(at(totals, List.of(Routes.REPORT))),
                link.lastReport(),
                new Privacy.ToldOfCoverage(
                        sum(at(totals, List.of(Routes.COVERAGE))), link.lastCoverage(), uncovered()));
    }

    private List<Piece> uncovered() {
        return store.coverage().latest(Instant.EPOCH, MOST_UNCOVERED).stream()
                .map(kept -> piece(
                        Kind.UNCOVERED,
                        kept.told() ? Privacy.State.LEFT : Privacy.State.WAITS,
                        Routes.COVERAGE,
                        kept.call(),
                        ""))
                .toList();
    }

    private static Stream<Total> at(List<Total> totals, List<String> paths) {
        return totals.stream().filter(total -> paths.contains(total.path()));
    }

    static Amount sum(Stream<Total> totals) {
        return totals.map(total -> new Amount(
                        total.times(), total.bytes(), Optional.of(total.firstAt()), Optional.of(total.lastAt())))
                .reduce(Amount.NOTHING, PrivacyBoard::plus);
    }

    private static Amount plus(Amount one, Amount other) {
        return new Amount(
                one.times() + other.times(),
                one.bytes() + other.bytes(),
                Stream.concat(one.first().stream(), other.first().stream()).min(Comparable::compareTo),
                Stream.concat(one.last().stream(), other.last().stream()).max(Comparable::compareTo));
    }

    Optional<OfCall> ofCall(String id) {
        return store.auditLog().find(id).map(record -> ofCall(record.enforcement()));
    }

    private OfCall ofCall(Enforcement call) {
        var asked = asked(call);
        return new OfCall(
                call.id(),
                asked,
                asked == Privacy.Asked.NOT_ASKED ? List.of() : questions(call, asked),
                pdp.filter(cerbos -> call.at().isAfter(cerbos.rulesSince())).isPresent(),
                console.isPresent() ? told(call.id()) : List.of());
    }

    private Privacy.Asked asked(Enforcement call) {
        if (call.asked().isEmpty()) {
            return Privacy.Asked.NOT_ASKED;
        }
        return switch (call.basis()) {
            case Basis.Central _ -> Privacy.Asked.ANSWERED;
            case Basis.Plan plan -> plan.confirmedAt().isPresent() ? Privacy.Asked.UNANSWERED : Privacy.Asked.NOT_ASKED;
            case Basis.Cached _ -> Privacy.Asked.UNANSWERED;
            case Basis.None _ -> asked(call.verdict());
        };
    }

    private static Privacy.Asked asked(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Deny deny -> asked(deny.cause());
            case Verdict.WouldDeny(var deny) -> asked(deny.cause());
            case Verdict.Allow _ -> Privacy.Asked.NOT_ASKED;
        };
    }

    private static Privacy.Asked asked(Cause cause) {
        return switch (cause) {
            case PDP_REFUSED, PDP_BROKEN, PDP_CHANGING -> Privacy.Asked.ANSWERED;
            case NO_BASIS -> Privacy.Asked.UNANSWERED;
            case RULE,
                    NO_RULE_ALLOWS,
                    NO_PDP,
                    NO_ENROLMENT,
                    NO_DOCUMENT,
                    NOT_UNICODE,
                    BAD_SETTINGS,
                    MALFORMED_CALL,
                    TOO_LARGE,
                    BAD_TOKEN,
                    FOREIGN_REQUEST,
                    HOOK_REMOVED,
                    OVERLOADED,
                    AUDIT_FULL,
                    AUDIT_FAILED,
                    INTERNAL_ERROR -> Privacy.Asked.NOT_ASKED;
        };
    }

    /// Where grants were waived it was asked twice.
    private List<Piece> questions(Enforcement call, Privacy.Asked asked) {
        if (pdp.isEmpty()) {
            return List.of();
        }
        var last = call.asked().stream().map(Asked::request).toList();
        var first = last.stream().map(request -> request.waiving(Set.of())).toList();
        var bodies = new ArrayList<byte[]>();
        if (!first.equals(last)) {
            bodies.addAll(bodies(pdp.get(), first, call));
        }
        bodies.addAll(bodies(pdp.get(), last, call));
        return bodies.stream()
                .map(body -> piece(Kind.QUESTION, left(asked), CerbosPdp.PATH, new String(body, UTF_8), ""))
                .toList();
    }

    private static Privacy.State left(Privacy.Asked asked) {
        return asked == Privacy.Asked.ANSWERED ? Privacy.State.LEFT : Privacy.State.UNSURE;
    }

    private static List<byte[]> bodies(CerbosPdp cerbos, List<AccessRequest> requests, Enforcement call) {
        return cerbos.bodies(requests, call.origin().annotations());
    }

    /// What the console gets of it: the row, what is told behind it, and what was asked for.
    private List<Piece> told(String id) {
        var found = store.evidence().findWay(id);
        if (found.isEmpty()) {
            return List.of();
        }
        var way = found.get();
        var pieces = new ArrayList<Piece>();
        pieces.add(piece(Kind.RECORD, state(way), Routes.AUDIT, ConsoleOutbox.wire(way.row()), refused(way)));
        way.late()
                .ifPresent(late -> pieces.add(piece(
                        Kind.OUTCOME,
                        late.sent() ? Privacy.State.LEFT : Privacy.State.WAITS,
                        Routes.AUDIT,
                        new Evidence.Outcome(
                                late.outcome().seq(), late.outcome().ran()),
                        "")));
        store.requests().list().stream()
                .filter(kept -> kept.request().enforcement().equals(id))
                .forEach(kept -> pieces.addAll(asked(kept, way)));
        return pieces;
    }

    private static Privacy.State state(Way way) {
        if (way.refused().isPresent()) {
            return Privacy.State.REFUSED;
        }
        return way.sent() ? Privacy.State.LEFT : Privacy.State.WAITS;
    }

    private static String refused(Way way) {
        return way.refused().orElse("");
    }

    /// As it stood when it was filed: where it stands by now the console said itself.
    private List<Piece> asked(Kept kept, Way way) {
        var request = kept.request();
        var pieces = new ArrayList<Piece>();
        pieces.add(piece(
                Kind.REQUEST,
                request.state() == State.UNCONFIRMED
                        ? Privacy.State.STAYS
                        : kept.sent() ? Privacy.State.LEFT : Privacy.State.WAITS,
                Routes.REQUESTS,
                new Filing(request.asFiled(), ConsoleOutbox.wire(way.row())),
                ""));
        if (kept.question().isPresent() && kept.answer().isPresent()) {
            boolean waits = store.requests().unsentAnswers().contains(kept);
            pieces.add(piece(
                    Kind.ANSWER,
                    waits ? Privacy.State.WAITS : Privacy.State.LEFT,
                    Routes.ANSWERS,
                    new Answer(
                            request.id(), kept.question().get(), kept.answer().get()),
                    ""));
        }
        return pieces;
    }

    private static Piece piece(Kind kind, Privacy.State state, String path, Object sent, String detail) {
        return piece(kind, state, path, Json.text(sent), detail);
    }

    private static Piece piece(Kind kind, Privacy.State state, String path, String json, String detail) {
        return new Piece(kind, state, path, text(json), text(readable(json)), detail);
    }

    private static String readable(String json) {
        var tree = Json.tree(json.getBytes(UTF_8));
        unfold(tree);
        unfold(tree.path("evidence"));
        return Json.pretty(tree);
    }

    /// A record is sent as a text that holds JSON, since its chain is over the exact bytes.
    private static void unfold(JsonNode row) {
        if (row instanceof ObjectNode object && object.path("record").isString()) {
            object.set("record", Json.tree(object.path("record").stringValue().getBytes(UTF_8)));
        }
    }

    private static Text text(String text) {
        var masked = new ArrayList<Span>();
        int at = text.indexOf(Masking.MASK);
        while (at >= 0) {
            int end = at + Masking.MASK.length();
            masked.add(new Span(at, end));
            at = text.indexOf(Masking.MASK, end);
        }
        return new Text(text, masked);
    }
}

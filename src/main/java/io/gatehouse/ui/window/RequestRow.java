package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.grant.Scope;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Shown;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An exception request as the window shows it: each text has gone through [Shown].
record RequestRow(KeptRequest kept) {
    private static final int LONGEST = 300;

    /// How a state looks.
    enum Tone {
        GOOD,
        WATCH,
        BAD,
        OFF
    }

    String id() {
        return request().id();
    }

    Instant at() {
        return request().filedAt();
    }

    private ExceptionRequest request() {
        return kept.request();
    }

    /// The call, on one line.
    String what() {
        return Shown.line(request().shown(), LONGEST);
    }

    String call() {
        return Shown.text(request().shown(), true);
    }

    String rules() {
        return request().rules().stream()
                .map(Rule::id)
                .map(id -> Shown.line(id, 60))
                .reduce((left, right) -> left + "  ·  " + right)
                .orElse("");
    }

    String state() {
        return text(needsAnswer() ? "window.exception.state.asked" : "window.exception.state." + key());
    }

    Tone tone() {
        return switch (request().state()) {
            case GRANTED -> Tone.GOOD;
            case UNCONFIRMED, WAITING, SEEN -> Tone.WATCH;
            case REFUSED, REVOKED -> Tone.BAD;
            case EXPIRED, USED_UP, WITHDRAWN -> Tone.OFF;
        };
    }

    String icon() {
        return switch (request().state()) {
            case UNCONFIRMED -> "fth-user-check";
            case WAITING, SEEN -> needsAnswer() ? "fth-message-square" : "fth-clock";
            case GRANTED -> "fth-check";
            case REFUSED, REVOKED -> "fth-slash";
            case EXPIRED, USED_UP, WITHDRAWN -> "fth-minus";
        };
    }

    private String key() {
        return request().state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isOpen() {
        return !request().state().isEnded();
    }

    boolean canWithdraw() {
        return request().state().canBecome(State.WITHDRAWN);
    }

    boolean needsConfirmation() {
        return request().state() == State.UNCONFIRMED;
    }

    /// Where it stands, in one sentence.
    String standing(Instant now) {
        return switch (request().state()) {
            case WAITING ->
                text(
                        kept.sent()
                                ? "window.exception.standing.waiting"
                                : kept.connected()
                                        ? "window.exception.standing.unsent"
                                        : "window.exception.standing.no-console");
            case GRANTED ->
                kept.until()
                        .map(until -> text(
                                "window.exception.standing.granted-until",
                                Words.left(now, until),
                                Words.clock(until, ZoneId.systemDefault())))
                        .orElseGet(() -> text("window.exception.standing.granted"));
            case SEEN ->
                text(
                        kept.question().isEmpty()
                                ? "window.exception.standing.seen"
                                : kept.answer().isEmpty()
                                        ? "window.exception.standing.asked"
                                        : "window.exception.standing.answered");
            case UNCONFIRMED, REFUSED, EXPIRED, REVOKED, USED_UP, WITHDRAWN ->
                text("window.exception.standing." + key());
        };
    }

    /// What the reviewer asks back; "" for nothing.
    String question() {
        return kept.question().map(asked -> Shown.text(asked, true)).orElse("");
    }

    /// What the person said to that; "" for nothing.
    String answer() {
        return kept.answer().map(said -> Shown.text(said, true)).orElse("");
    }

    boolean needsAnswer() {
        return kept.question().isPresent() && kept.answer().isEmpty();
    }

    /// What the reviewer wrote; "" for nothing.
    String said() {
        return request()
                .word()
                .map(Word::sentence)
                .map(sentence -> Shown.text(sentence, true))
                .orElse("");
    }

    String reviewer() {
        return request()
                .word()
                .map(Word::reviewer)
                .map(name -> Shown.line(name, 80))
                .orElse("");
    }

    List<Details.Fact> facts() {
        var request = request();
        var facts = new ArrayList<Details.Fact>();
        add(facts, "scope", Words.scope(request.scope()), request.scope() instanceof Scope.Command);
        add(
                facts,
                "reach",
                text(
                        request.reach().session().isPresent()
                                ? "window.exception.reach.session"
                                : "window.exception.reach.workspace",
                        request.reach().agent()),
                false);
        add(facts, "workspace", request.reach().workspace(), true);
        add(facts, "wished", Words.span(request.wished()), false);
        add(
                facts,
                "uses",
                kept.maxUses().isPresent()
                        ? text("window.exception.uses.count", kept.maxUses().getAsLong())
                        : Words.uses(request.uses()),
                false);
        add(facts, "why", request.justification(), false);
        add(facts, "ticket", request.ticket(), false);
        add(facts, "at", Words.exact(request.filedAt(), ZoneId.systemDefault()), false);
        add(
                facts,
                "filer",
                text("window.exception.filer." + request.filer().name().toLowerCase(Locale.ROOT)),
                false);
        add(facts, "call", request.enforcement(), true);
        add(facts, "id", request.id(), true);
        return List.copyOf(facts);
    }

    private static void add(List<Details.Fact> facts, String name, String value, boolean code) {
        if (!value.isBlank()) {
            facts.add(new Details.Fact(text("window.exception.fact." + name), Shown.text(value, false), code));
        }
    }
}

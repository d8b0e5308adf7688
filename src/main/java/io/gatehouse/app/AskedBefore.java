package io.gatehouse.app;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Shown;
import io.gatehouse.store.KeptRequests;
import io.gatehouse.store.KeptRequests.Kept;
import io.gatehouse.ui.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a deny says of a request that was made for such a call: that it waits, or why it was refused.
///
/// @param device this laptop
record AskedBefore(KeptRequests requests, String device, Clock clock, ZoneId zone)
        implements Function<Enforcement, Optional<String>> {
    /// For so long a refusal is told again.
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private static final int REFUSED = 20;
    private static final int LONGEST = 200;

    @Override
    public Optional<String> apply(Enforcement denied) {
        return Stream.concat(requests.listOpen().stream(), requests.listRefused(REFUSED).stream())
                .map(Kept::request)
                .filter(this::isWorthTelling)
                .filter(request -> isFor(request, denied))
                .findFirst()
                .map(this::sentence);
    }

    private boolean isWorthTelling(ExceptionRequest request) {
        return switch (request.state()) {
            case UNCONFIRMED, WAITING, SEEN -> true;
            case REFUSED -> isRecent(request);
            case GRANTED, EXPIRED, REVOKED, USED_UP, WITHDRAWN -> false;
        };
    }

    private boolean isFor(ExceptionRequest request, Enforcement denied) {
        return (request.scope() instanceof Scope.ExactCall(var key) && key.equals(denied.callKey()))
                || Grants.wouldCover(asIfGranted(request, denied), denied, device);
    }

    private Grant asIfGranted(ExceptionRequest request, Enforcement denied) {
        return new Grant(
                request.id(),
                denied.principal().id(),
                Optional.of(device),
                request.rules().stream().map(Rule::id).collect(Collectors.toSet()),
                request.scope(),
                request.reach(),
                Instant.EPOCH,
                Instant.MAX,
                OptionalLong.empty(),
                "nobody",
                "");
    }

    private boolean isRecent(ExceptionRequest refused) {
        var at = refused.word().map(Word::at).orElse(refused.filedAt());
        return at.isAfter(clock.instant().minus(REMEMBERED));
    }

    private String sentence(ExceptionRequest request) {
        var asked = "An exception was asked for at %s (%s)"
                .formatted(Times.dayAndClock(request.filedAt(), clock.instant(), zone), request.id());
        return switch (request.state()) {
            case UNCONFIRMED -> asked + "; it waits until the person confirms it.";
            case WAITING, SEEN -> asked + "; it is waiting.";
            case REFUSED ->
                asked + " and was refused"
                        + request.word()
                                .map(Word::sentence)
                                .filter(sentence -> !sentence.isBlank())
                                .map(sentence -> ": " + Shown.line(sentence, LONGEST))
                                .orElse(".");
            case GRANTED, EXPIRED, REVOKED, USED_UP, WITHDRAWN ->
                throw new IllegalArgumentException("nothing to tell of " + request.state());
        };
    }
}

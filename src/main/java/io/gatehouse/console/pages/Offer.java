package io.gatehouse.console.pages;

import io.gatehouse.console.Approval;
import io.gatehouse.console.RequestDesk.Story;
import io.gatehouse.console.pages.RequestPages.Typed;
import io.gatehouse.enforcement.Exceptable;
import io.gatehouse.grant.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a reviewer may choose from: what was asked for, or what a first reviewer approved of it, and less.
///
/// Design. A choice is sent by its number and looked up again among the same choices, so that no form can name a scope
/// that the page did not offer. The desk checks once more that it is not wider.
final class Offer {
    private static final List<Duration> TIMES = List.of(
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(8),
            Duration.ofDays(1),
            Duration.ofDays(3),
            Duration.ofDays(7),
            Duration.ofDays(14));
    private static final List<Long> USES = List.of(1L, 3L, 10L);
    private static final String ANY = "any";

    private final Story story;
    private final Approval most;
    private final String called;
    private final List<Scope> scopes;
    private final List<Duration> times;

    Offer(Story story) {
        this.story = story;
        this.most = story.first().orElseGet(() -> Approval.asAsked(story.line().request(), ""));
        this.called = story.first().isPresent() ? " (as approved first)" : " (as asked)";
        this.scopes = scopes(story, most.scope());
        this.times = Stream.concat(Stream.of(most.time()), TIMES.reversed().stream())
                .filter(time -> time.compareTo(most.time()) <= 0)
                .distinct()
                .toList();
    }

    private static List<Scope> scopes(Story story, Scope widest) {
        var all = new LinkedHashSet<Scope>();
        all.add(widest);
        for (var choice : new Exceptable(story.call(), story.line().device()).choices()) {
            choice.scope().filter(scope -> scope.isWithin(widest)).ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    List<Choice> scopes() {
        return IntStream.range(0, scopes.size())
                .mapToObj(i -> new Choice(Integer.toString(i), Words.scope(scopes.get(i)) + (i == 0 ? called : "")))
                .toList();
    }

    List<Choice> times() {
        return times.stream()
                .map(time -> new Choice(
                        Long.toString(time.toSeconds()), Words.length(time) + (time.equals(most.time()) ? called : "")))
                .toList();
    }

    List<Choice> uses() {
        var uses = new ArrayList<Choice>();
        uses.add(
                most.maxUses().isEmpty()
                        ? new Choice(ANY, "Any number" + called)
                        : choice(most.maxUses().getAsLong(), called));
        USES.stream()
                .filter(count -> count < most.maxUses().orElse(Long.MAX_VALUE))
                .forEach(count -> uses.add(choice(count, "")));
        return uses;
    }

    private static Choice choice(long uses, String called) {
        return new Choice(Long.toString(uses), Words.count(uses, "call", "calls") + called);
    }

    Typed asAsked() {
        return new Typed("0", times().getFirst().value(), uses().getFirst().value(), false, "");
    }

    /// Empty when the form names what was not offered.
    Optional<Approval> approval(Typed typed) {
        var scope = scopes().stream()
                .filter(choice -> choice.value().equals(typed.scope()))
                .findFirst()
                .map(choice -> scopes.get(Integer.parseInt(choice.value())));
        var time = times.stream()
                .filter(one -> Long.toString(one.toSeconds()).equals(typed.time()))
                .findFirst();
        var uses = uses().stream()
                .filter(choice -> choice.value().equals(typed.uses()))
                .findFirst();
        if (scope.isEmpty() || time.isEmpty() || uses.isEmpty()) {
            return Optional.empty();
        }
        var session = story.call().origin().session();
        return Optional.of(new Approval(
                time.get(),
                uses.get().value().equals(ANY)
                        ? OptionalLong.empty()
                        : OptionalLong.of(Long.parseLong(uses.get().value())),
                scope.get(),
                typed.sessionOnly() && !session.isEmpty()
                        ? most.session().or(() -> Optional.of(session))
                        : most.session(),
                most.rules(),
                typed.sentence()));
    }
}

package io.gatehouse.console;

import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.Rule;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// A reviewer's yes to a request: as asked, or less than that.
///
/// @param time how long the grant lasts, from now
/// @param maxUses how many calls it lets through; absent for no limit within its time
/// @param session absent for every session of that agent in that workspace
/// @param rules the ids of the rules that it lifts
/// @param note what the reviewer says to it
public record Approval(
        Duration time, OptionalLong maxUses, Scope scope, Optional<String> session, Set<String> rules, String note) {
    public static final int LONGEST_NOTE = 2_000;

    public Approval {
        rules = Set.copyOf(rules);
    }

    /// All that was asked for.
    public static Approval asAsked(ExceptionRequest request, String note) {
        return new Approval(
                request.wished(),
                request.uses(),
                request.scope(),
                request.reach().session(),
                request.rules().stream().filter(Rule::waivable).map(Rule::id).collect(Collectors.toSet()),
                note);
    }

    /// Why it cannot be given to that request, as a sentence.
    Optional<String> problem(ExceptionRequest request) {
        if (note.isBlank() || note.length() > LONGEST_NOTE) {
            return Optional.of("Say in up to " + LONGEST_NOTE + " characters why.");
        }
        if (rules.isEmpty()) {
            return Optional.of("Name at least one rule.");
        }
        if (time.compareTo(ExceptionRequest.SHORTEST) < 0) {
            return Optional.of("A grant lasts at least a minute.");
        }
        return wider(asAsked(request, note), "was asked for");
    }

    /// What in it goes beyond the other one, as a sentence.
    Optional<String> wider(Approval other, String what) {
        if (time.compareTo(other.time) > 0) {
            return Optional.of("That is longer than " + what + ".");
        }
        if (maxUses.isPresent() && maxUses.getAsLong() < 1) {
            return Optional.of("A grant lets at least one call through.");
        }
        if (other.maxUses.isPresent() && (maxUses.isEmpty() || maxUses.getAsLong() > other.maxUses.getAsLong())) {
            return Optional.of("Those are more calls than " + what + ".");
        }
        if (!scope.isWithin(other.scope)) {
            return Optional.of("That scope reaches further than " + what + ".");
        }
        if (other.session.isPresent() && !session.equals(other.session)) {
            return Optional.of("That is for more sessions than " + what + ".");
        }
        return other.rules.containsAll(rules)
                ? Optional.empty()
                : Optional.of("It names a rule that is not among those that " + what + ".");
    }
}

package io.gatehouse.grant;

import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.policy.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What a developer asks the security team for: that a denied call may run after all, for a time.
///
/// @param id made on the laptop, unique everywhere, so that sending it twice makes one request
/// @param enforcement the id of the denied call that it quotes
/// @param shown that call, masked
/// @param rules all rules that fired, those that cannot be waived among them
/// @param wished for how long; at least a minute, at most thirty days
/// @param uses for how many calls, up to a thousand; absent for any number
/// @param justification the developer's words
/// @param ticket a link or a number, or ""
public record ExceptionRequest(
        String id,
        Instant filedAt,
        Filer filer,
        String enforcement,
        String shown,
        List<Rule> rules,
        Scope scope,
        Reach reach,
        Duration wished,
        OptionalLong uses,
        String justification,
        String ticket,
        State state,
        Optional<Word> word) {
    public static final Duration SHORTEST = Duration.ofMinutes(1);
    public static final Duration LONGEST = Duration.ofDays(30);

    /// The most calls that can be counted off.
    public static final long MOST_USES = 1_000;

    /// The longest justification, in UTF-16 units.
    public static final int MOST_WORDS = 4_000;

    public ExceptionRequest {
        rules = List.copyOf(rules);
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("no rule denied this call, so there is nothing to except it from");
        }
        if (wished.compareTo(SHORTEST) < 0 || wished.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("an exception lasts from 1 minute to 30 days, not " + wished);
        }
        if (uses.isPresent() && (uses.getAsLong() < 1 || uses.getAsLong() > MOST_USES)) {
            throw new IllegalArgumentException("an exception is for 1 to 1000 calls, or for any number");
        }
        if (justification.isBlank() || justification.length() > MOST_WORDS) {
            throw new IllegalArgumentException("a request says in up to 4000 characters why it is needed");
        }
    }

    /// Who filed it. What an agent filed is sent only after the person confirmed it.
    public enum Filer {
        PERSON,
        AGENT
    }

    /// What a reviewer wrote with a decision.
    public record Word(String reviewer, Instant at, String sentence) {}

    /// As it was sent, before anybody had opened it.
    public ExceptionRequest asFiled() {
        return with(State.WAITING, Optional.empty());
    }

    /// The hard rules among those that fired: while one of them stands, no grant helps.
    public List<Rule> hard() {
        return rules.stream().filter(rule -> !rule.waivable()).toList();
    }

    /// Where a request stands.
    public enum State {
        /// Filed by an agent; the person has not confirmed it.
        UNCONFIRMED,
        /// On its way, or in the queue.
        WAITING,
        /// A reviewer has opened it.
        SEEN,
        GRANTED,
        REFUSED,
        /// Nobody decided in time, or the grant's time is over.
        EXPIRED,
        /// A reviewer took the grant back.
        REVOKED,
        /// The grant has let through as many calls as it may.
        USED_UP,
        /// The person took it back before it was decided.
        WITHDRAWN;

        private Set<State> next() {
            return switch (this) {
                case UNCONFIRMED -> EnumSet.of(WAITING, WITHDRAWN, EXPIRED);
                case WAITING -> EnumSet.of(SEEN, GRANTED, REFUSED, EXPIRED, WITHDRAWN);
                case SEEN -> EnumSet.of(GRANTED, REFUSED, EXPIRED, WITHDRAWN);
                case GRANTED -> EnumSet.of(EXPIRED, REVOKED, USED_UP);
                case REFUSED, EXPIRED, REVOKED, USED_UP, WITHDRAWN -> EnumSet.noneOf(State.class);
            };
        }

        public boolean canBecome(State other) {
            return next().contains(other);
        }

        public boolean isEnded() {
            return next().isEmpty();
        }
    }

    /// The same request in another state.
    ///
    /// @throws IllegalStateException when it cannot become that from where it stands
    public ExceptionRequest become(State next, Optional<Word> withWord) {
        if (!state.canBecome(next)) {
            throw new IllegalStateException("request " + id + " is " + state + " and cannot become " + next);
        }
        return with(next, withWord.or(() -> word));
    }

    /// The same request with what a reviewer wrote; what was written before stays where that is nothing.
    public ExceptionRequest saying(Optional<Word> newer) {
        return with(state, newer.or(() -> word));
    }

    private ExceptionRequest with(State newState, Optional<Word> newWord) {
        return new ExceptionRequest(
                id,
                filedAt,
                filer,
                enforcement,
                shown,
                rules,
                scope,
                reach,
                wished,
                uses,
                justification,
                ticket,
                newState,
                newWord);
    }
}

package io.gatehouse.enforcement;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Confirmation.Answer;
import io.gatehouse.enforcement.Person.Question;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the person about calls, one at a time. Whatever goes wrong confirms nothing.
public final class Confirmer {
    private static final Logger log = LoggerFactory.getLogger(Confirmer.class);

    /// More cannot get their turn in time anyway, and each holds a thread.
    private static final int MOST_WAITING = 8;

    private final Person person;
    private final Semaphore turn = new Semaphore(1, true);

    public Confirmer(Person person) {
        this.person = person;
    }

    /// What a person would have to confirm.
    ///
    /// @param again all requests of the call, those that were denied with their rules confirmed
    /// @param rules those that ask
    record Wanted(List<Finding> again, List<Rule> rules) {}

    /// Empty unless all that denies is rules that ask a person, because anything less would be denied again.
    ///
    /// @param decisions one for each finding
    static Optional<Wanted> wanted(List<Finding> findings, List<Decision> decisions) {
        var again = new ArrayList<Finding>(findings.size());
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < findings.size(); i++) {
            var finding = findings.get(i);
            var decision = decisions.get(i);
            if (decision.allows()) {
                again.add(finding);
                continue;
            }
            var fired = decision.rules();
            if (fired.isEmpty() || !decision.allowMatches() || !fired.stream().allMatch(Rule::asksPerson)) {
                return Optional.empty();
            }
            var ids = fired.stream().map(Rule::id).collect(Collectors.toUnmodifiableSet());
            again.add(new Finding(finding.request().confirming(ids), finding.spans()));
            rules.addAll(fired);
        }
        var told = rules.stream().distinct().sorted(Rule.TOLD_FIRST).toList();
        return told.isEmpty() ? Optional.empty() : Optional.of(new Wanted(again, told));
    }

    /// What asking would come to.
    Answer foresee() {
        return person.longest().isPresent() ? Answer.WOULD_ASK : Answer.NOBODY;
    }

    /// @param deciding the longest that it takes to decide once more
    Answer ask(Question question, Patience patience, Duration deciding) {
        try {
            var longest = person.longest();
            if (longest.isEmpty()) {
                return Answer.NOBODY;
            }
            var needed = longest.get().plus(deciding);
            if (patience.left().compareTo(needed) < 0) {
                return Answer.IMPATIENT;
            }
            patience.meanwhile().run();
            return inTurn(question, patience.left().minus(needed));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Answer.FAILED;
        } catch (RuntimeException e) {
            log.error("Could not ask the person about a call", e);
            return Answer.FAILED;
        }
    }

    private Answer inTurn(Question question, Duration within) throws InterruptedException {
        if (turn.getQueueLength() >= MOST_WAITING || !turn.tryAcquire(within.toNanos(), TimeUnit.NANOSECONDS)) {
            return Answer.BUSY;
        }
        try {
            return person.ask(question);
        } finally {
            turn.release();
        }
    }
}

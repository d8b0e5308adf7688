package io.gatehouse.cerbos;

import io.gatehouse.policy.Action;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.SerializableString;

/// The rule catalogues of the last two revisions that the PDP told: two, so that replicas with different policies
/// that
/// answer in turn need not send them each time.
final class Catalogues {
    static final Catalogues NONE = new Catalogues(List.of());

    private static final int MOST = 2;

    private final List<KnownRules> newestFirst;
    private final Map<Action, SerializableString> actions;
    private final SerializableString revisionQuestion;

    private Catalogues(List<KnownRules> newestFirst) {
        this.newestFirst = List.copyOf(newestFirst);
        this.actions = List.of(Action.values()).stream()
                .collect(Collectors.toUnmodifiableMap(
                        action -> action, action -> CheckQuestion.actions(action, ids(newestFirst, action))));
        this.revisionQuestion = CheckQuestion.aboutRevisions(revisions());
    }

    List<KnownRules> newestFirst() {
        return newestFirst;
    }

    Catalogues with(KnownRules newest) {
        var all = new ArrayList<>(List.of(newest));
        all.addAll(newestFirst);
        return new Catalogues(all.subList(0, Math.min(MOST, all.size())));
    }

    Optional<KnownRules> find(String revision) {
        return newestFirst.stream()
                .filter(rules -> rules.revision().equals(revision))
                .findFirst();
    }

    /// What the PDP is told of them: their revisions in one text. The policy that `gatehouse policy build` makes
    /// looks
    /// for its own in it.
    String revisions() {
        return newestFirst.stream().map(KnownRules::revision).collect(Collectors.joining(" "));
    }

    /// What is asked of such a request, by the rules of all the catalogues, as JSON: made once, for every check.
    SerializableString actions(Action action) {
        return Objects.requireNonNull(actions.get(action));
    }

    /// What every check begins with, as JSON: what the PDP is asked of [#revisions].
    SerializableString revisionQuestion() {
        return revisionQuestion;
    }

    /// The ids of the rules that can deny an action, hard ones first.
    private static List<String> ids(List<KnownRules> catalogues, Action action) {
        return catalogues.stream()
                .flatMap(rules -> rules.of(action).stream())
                .sorted(Rule.TOLD_FIRST)
                .map(Rule::id)
                .distinct()
                .toList();
    }
}

package io.gatehouse.cerbos;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Access requests that are about the rules: drawn from what the policies' own tests ask, from the literals of their
/// expressions, and aimed at each rule's condition in turn. One seed gives the same requests each time.
///
/// A generator that draws attributes evenly finds nothing, because no rule ever fires.
final class Requests {
    private static final List<String> WORKSPACES = List.of(
            "/home/dev/app", "/home/dev", "/", "/tmp/w", "C:\\Users\\dev\\app", "/home/d\u00e9v/\ud83d\ude00", "");
    private static final List<String> HOMES = List.of("/home/dev", "/root", "/tmp", "C:\\Users\\dev", "/Users/dev", "");

    private final Map<String, Shape> shapes = new HashMap<>();
    private final Seeds seeds;

    /// @param tests whose requests to begin with; another organisation's speak of the same attributes
    Requests(Path policies, Path tests) {
        this.seeds = Seeds.of(policies, tests);
        for (var action : Action.values()) {
            shapes.computeIfAbsent(action.kind(), kind -> Shape.read(policies, kind));
        }
    }

    /// @param seed names the batch: its requests depend on nothing else
    List<AccessRequest> batch(PlanSet plans, int size, long seed) {
        var edits = new Edits(new SplittableRandom(seed));
        var targets = plans.rules().entries().stream()
                .filter(entry -> Aim.isOpen(why(plans, entry)))
                .toList();
        var requests = new ArrayList<AccessRequest>(size);
        for (int i = 0; i < size; i++) {
            requests.add(
                    targets.isEmpty() || edits.one(6)
                            ? drawn(plans, edits.any(List.of(Action.values())), edits)
                            : aimed(
                                    plans,
                                    targets.get((int) ((seed + i) & Integer.MAX_VALUE) % targets.size()),
                                    edits));
        }
        return requests;
    }

    private static Expression why(PlanSet plans, KnownRules.Entry entry) {
        return plans.plans()
                .getOrDefault(Question.why(entry.rule().kind(), entry.rule().id()), Expression.FALSE);
    }

    private AccessRequest drawn(PlanSet plans, Action action, Edits edits) {
        var draft = draft(action.kind(), edits);
        finish(plans, action, draft, "", edits);
        return new AccessRequest(plans.principal(), action, draft);
    }

    private AccessRequest aimed(PlanSet plans, KnownRules.Entry entry, Edits edits) {
        var kind = entry.rule().kind();
        var draft = draft(kind, edits);
        var aim = new Aim(shape(kind), draft, edits);
        aim.at(why(plans, entry), !edits.one(5));
        if (edits.one(5)) {
            var others = plans.rules().entries().stream()
                    .filter(other -> other.rule().kind().equals(kind))
                    .toList();
            aim.at(why(plans, edits.any(others)), edits.one(2));
        }
        var actions = List.of(Action.values()).stream()
                .filter(action -> action.kind().equals(kind) && (entry.actions().contains(action.id()) || edits.one(9)))
                .toList();
        var action = edits.any(actions.isEmpty() ? List.of(actionOf(kind)) : actions);
        finish(plans, action, draft, entry.rule().id(), edits);
        return new AccessRequest(plans.principal(), action, draft);
    }

    private static Action actionOf(String kind) {
        return List.of(Action.values()).stream()
                .filter(action -> action.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    Shape shape(Action action) {
        return shape(action.kind());
    }

    private Shape shape(String kind) {
        return java.util.Objects.requireNonNull(shapes.get(kind), kind);
    }

    private Map<String, Object> draft(String kind, Edits edits) {
        var draft = shape(kind).neutral();
        var rows = seeds.rows(kind);
        if (!rows.isEmpty()) {
            draft.putAll(edits.any(rows));
            if (edits.one(3)) {
                var other = edits.any(rows);
                other.forEach((name, value) -> {
                    if (edits.one(3)) {
                        draft.put(name, value);
                    }
                });
            }
        }
        return draft;
    }

    private void finish(PlanSet plans, Action action, Map<String, Object> draft, String target, Edits edits) {
        if (edits.one(4)) {
            draft.put("workspace", edits.any(WORKSPACES));
            draft.put("home", edits.any(HOMES));
        }
        var attributes = shape(action.kind()).attributes();
        while (edits.one(2)) {
            edit(draft, edits.any(attributes), edits);
        }
        draft.put(AccessRequest.AT, edits.time());
        draft.put("waived", edits.one(3) ? ruleIds(plans, target, edits) : List.of());
        draft.put("confirmed", edits.one(8) ? ruleIds(plans, target, edits) : List.of());
        draft.put("afterDeny", edits.one(5));
        draft.put("revision", edits.one(3) ? "" : edits.one(2) ? plans.revision() : "0123456789abcdef");
        attributes.stream()
                .filter(attribute -> !attribute.required() && edits.one(3))
                .forEach(attribute -> draft.remove(attribute.name()));
    }

    private static List<String> ruleIds(PlanSet plans, String target, Edits edits) {
        var ids = new ArrayList<String>();
        if (!target.isEmpty() && !edits.one(4)) {
            ids.add(edits.one(4) ? edits.near(target) : target);
        }
        while (edits.one(2) && !plans.rules().entries().isEmpty()) {
            ids.add(edits.any(plans.rules().entries()).rule().id());
        }
        return ids;
    }

    private void edit(Map<String, Object> draft, Shape.Attribute attribute, Edits edits) {
        var changed =
                switch (draft.get(attribute.name())) {
                    case String text
                    when edits.one(4) -> edits.one(2) ? text + seeds.literal(edits) : seeds.literal(edits);
                    case String text -> edits.near(text);
                    case Boolean truth -> !truth;
                    case Long _ -> edits.number();
                    case List<?> list when edits.one(3) -> with(list, seeds.literal(edits));
                    case List<?> list ->
                        edits.near(list.stream().map(String::valueOf).toList());
                    case null, default -> "";
                };
        if (attribute.takes(changed)) {
            draft.put(attribute.name(), changed);
        }
    }

    private static List<Object> with(List<?> list, String literal) {
        var longer = new ArrayList<Object>(list);
        longer.add(literal);
        return longer;
    }
}

package io.gatehouse.cerbos;

import static java.util.Collections.nCopies;

import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.Expression.Operation;
import io.gatehouse.policy.plan.Expression.Value;
import io.gatehouse.policy.plan.Expression.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Changes the attributes of a request until a plan's condition comes true, or false by a hair.
///
/// It need not succeed, and knows only the operators that it can work backwards: what a request comes to is for
/// the two that are compared to say. Made false on purpose, a comparison ends one edit away from true.
final class Aim {
    private static final String ATTRIBUTE = "request.resource.attr.";
    private static final Map<String, Matching.Strings> COMPILED = new ConcurrentHashMap<>();

    private final Map<String, Shape.Attribute> shape;
    private final Map<String, Object> draft;
    private final Edits edits;
    private final Map<String, Object> lambda = new HashMap<>();

    Aim(Shape shape, Map<String, Object> draft, Edits edits) {
        this.shape = shape.attributes().stream().collect(Collectors.toMap(Shape.Attribute::name, one -> one));
        this.draft = draft;
        this.edits = edits;
    }

    /// Whether a condition depends on the request at all.
    static boolean isOpen(Expression condition) {
        return switch (condition) {
            case Value _ -> false;
            case Variable(var name) -> name.startsWith(ATTRIBUTE) && !name.endsWith(".revision");
            case Operation operation -> operation.operands().stream().anyMatch(Aim::isOpen);
        };
    }

    void at(Expression condition, boolean wanted) {
        switch (condition) {
            case Value _ -> {}
            case Variable _ -> assign(condition, wanted);
            case Operation operation -> {
                var operands = operation.operands();
                switch (operation.operator()) {
                    case "and" -> each(operands, wanted, wanted);
                    case "or" -> each(operands, wanted, !wanted);
                    case "not" -> at(operands.getFirst(), !wanted);
                    case "eq" -> equal(operands.get(0), operands.get(1), wanted);
                    case "ne" -> equal(operands.get(0), operands.get(1), !wanted);
                    case "if" -> at(operands.get(edits.one(2) ? 1 : 2), wanted);
                    case "exists", "exists_one", "existsOne" -> exists(operands, wanted);
                    case "all" -> all(operands, wanted);
                    default -> relation(operation.operator(), operands, wanted);
                }
            }
        }
    }

    private void each(List<Expression> operands, boolean wanted, boolean every) {
        if (every) {
            operands.forEach(operand -> at(operand, wanted));
        } else {
            var open = operands.stream().filter(this::isReachable).toList();
            at(edits.any(open.isEmpty() ? operands : open), wanted);
        }
    }

    private boolean isReachable(Expression expression) {
        return switch (expression) {
            case Value _ -> false;
            case Variable(var name) -> name.startsWith(ATTRIBUTE) || lambda.containsKey(name);
            case Operation operation -> operation.operands().stream().anyMatch(this::isReachable);
        };
    }

    private void equal(Expression left, Expression right, boolean wanted) {
        var value = valueOf(right);
        boolean leftwards = value != null && isReachable(left);
        var other = leftwards ? value : valueOf(left);
        if (other != null) {
            assign(leftwards ? left : right, wanted ? other : off(other));
        }
    }

    private Object off(Object value) {
        return switch (value) {
            case String text -> edits.near(text);
            case Boolean truth -> !truth;
            case Double number -> number + (edits.one(2) ? 1 : -1);
            default -> value;
        };
    }

    private void relation(String operator, List<Expression> operands, boolean wanted) {
        var left = operands.getFirst();
        var right = operands.getLast();
        switch (operator) {
            case "in" -> in(left, right, wanted);
            case "matches" -> text(left, matching(valueOf(right)), wanted);
            case "contains" -> text(left, edits.any(List.of("", "x", "/")) + word(valueOf(right)), wanted);
            case "startsWith" -> text(left, word(valueOf(right)) + edits.any(List.of("", "x", "/a.b")), wanted);
            case "endsWith" -> text(left, edits.any(List.of("", "x", "/a/b")) + word(valueOf(right)), wanted);
            case "hasIntersection" -> {
                if (valueOf(right) instanceof List<?> list && !list.isEmpty()) {
                    add(left, wanted ? edits.any(list) : off(edits.any(list)));
                }
            }
            case "isSubset" -> {
                if (valueOf(right) instanceof List<?> list && !list.isEmpty()) {
                    assign(left, wanted ? List.of(edits.any(list)) : List.of(off(edits.any(list))));
                }
            }
            case "gt", "ge", "lt", "le" -> number(left, right, operator, wanted);
            default -> {}
        }
    }

    private void text(Expression target, String value, boolean wanted) {
        assign(target, wanted ? value : edits.near(value));
    }

    private static String word(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    private String matching(@Nullable Object regex) {
        return COMPILED.computeIfAbsent(word(regex), Matching::of).one(edits.random());
    }

    private void in(Expression one, Expression many, boolean wanted) {
        if (isReachable(one) && valueOf(many) instanceof List<?> list && !list.isEmpty()) {
            assign(one, wanted ? edits.any(list) : off(edits.any(list)));
        } else if (isReachable(one) && valueOf(many) instanceof Map<?, ?> map && !map.isEmpty()) {
            assign(one, edits.any(List.copyOf(map.keySet())));
        } else if (valueOf(one) instanceof String text) {
            if (wanted) {
                add(many, text);
            } else if (valueOf(many) instanceof List<?> list) {
                assign(many, list.stream().filter(item -> !item.equals(text)).toList());
            }
        }
    }

    private void number(Expression left, Expression right, String operator, boolean wanted) {
        if (!(valueOf(right) instanceof Double bound)) {
            return;
        }
        boolean up = operator.startsWith("g") == wanted;
        boolean strict = operator.endsWith("t") == wanted;
        long step = strict ? 1 : edits.random().nextInt(2);
        assign(left, bound + (up ? step : -step));
    }

    private void exists(List<Expression> operands, boolean wanted) {
        if (!wanted && edits.one(2)) {
            assign(operands.getFirst(), List.of());
        } else {
            element(operands, wanted, made -> add(operands.getFirst(), made));
        }
    }

    private void all(List<Expression> operands, boolean wanted) {
        if (wanted && edits.one(3)) {
            assign(operands.getFirst(), List.of());
        } else if (wanted) {
            element(operands, true, made -> assign(operands.getFirst(), List.of(made)));
        } else {
            element(operands, false, made -> add(operands.getFirst(), made));
        }
    }

    /// Works on one element of a list as a lambda sees it.
    private void element(List<Expression> operands, boolean wanted, Consumer<Object> made) {
        if (!(operands.getLast() instanceof Operation body
                && body.operands().getLast() instanceof Variable(var name))) {
            return;
        }
        var present = valueOf(operands.getFirst()) instanceof List<?> list ? list : List.of();
        Object one = present.isEmpty() ? "" : edits.any(present);
        var outer = lambda.put(name, one);
        boolean fixed = !isReachable(operands.getFirst());
        at(body.operands().getFirst(), wanted);
        var result = lambda.get(name);
        if (!fixed && result != null) {
            made.accept(result);
        }
        if (outer == null) {
            lambda.remove(name);
        } else {
            lambda.put(name, outer);
        }
    }

    private void add(Expression target, Object value) {
        if (target instanceof Operation operation && operation.operator().equals("list")) {
            assign(edits.any(operation.operands()), value);
        } else if (target instanceof Operation operation && isThrough(operation.operator())) {
            add(operation.operands().getFirst(), value);
        } else if (valueOf(target) instanceof List<?> list) {
            var longer = new ArrayList<Object>(list);
            longer.add(edits.random().nextInt(list.size() + 1), value);
            assign(target, longer);
        }
    }

    /// Operators whose result is made by changing their first operand.
    private static boolean isThrough(String operator) {
        return switch (operator) {
            case "filter",
                    "map",
                    "except",
                    "intersect",
                    "lowerAscii",
                    "upperAscii",
                    "trim",
                    "replace",
                    "int",
                    "double",
                    "string" -> true;
            default -> false;
        };
    }

    private void assign(Expression target, Object value) {
        switch (target) {
            case Value _ -> {}
            case Variable(var name) -> {
                if (name.startsWith(ATTRIBUTE)) {
                    put(name.substring(ATTRIBUTE.length()), value);
                } else if (lambda.containsKey(name)) {
                    lambda.put(name, value);
                }
            }
            case Operation operation -> {
                var operands = operation.operands();
                switch (operation.operator()) {
                    case "add" -> split(operands, value);
                    case "index", "get-field" -> index(operands, value);
                    case "size" -> resize(operands.getFirst(), value);
                    case "if" -> assign(operands.get(edits.one(2) ? 1 : 2), value);
                    case "charAt", "substring" -> assign(operands.getFirst(), value + edits.any(List.of("", "x")));
                    default -> {
                        if (isThrough(operation.operator())) {
                            assign(operands.getFirst(), value);
                        }
                    }
                }
            }
        }
    }

    private void put(String name, Object value) {
        var attribute = shape.get(name);
        var plain = value instanceof Double number ? (Object) number.longValue() : value;
        if (attribute != null && attribute.takes(plain)) {
            draft.put(name, plain);
        }
    }

    /// `a + "/" + b` is made equal to a text by cutting it there.
    private void split(List<Expression> operands, Object value) {
        if (!(value instanceof String text) || operands.size() != 2) {
            return;
        }
        if (valueOf(operands.get(1)) instanceof String end && !isReachable(operands.get(1))) {
            assign(operands.get(0), text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text);
        } else {
            int cut = text.indexOf('/', edits.random().nextInt(text.length() + 1));
            assign(operands.get(0), cut < 0 ? text : text.substring(0, cut + 1));
            assign(operands.get(1), cut < 0 ? "" : text.substring(cut + 1));
        }
    }

    private void index(List<Expression> operands, Object value) {
        if (valueOf(operands.getFirst()) instanceof List<?> list && valueOf(operands.getLast()) instanceof Double at) {
            var longer = new ArrayList<Object>(list);
            while (longer.size() <= at) {
                longer.add("x");
            }
            longer.set(at.intValue(), value);
            assign(operands.getFirst(), longer);
        }
    }

    private void resize(Expression target, Object value) {
        if (!(value instanceof Double size) || size < 0) {
            return;
        }
        if (target instanceof Operation operation && operation.operator().equals("split")) {
            var operands = operation.operands();
            var part = edits.any(List.of("a", "bc", "", "a.sh"));
            assign(operands.getFirst(), String.join(word(valueOf(operands.get(1))), nCopies(size.intValue(), part)));
        } else if (target instanceof Operation operation && operation.operator().equals("filter") && size > 0) {
            var operands = operation.operands();
            element(operands, true, made -> add(operands.getFirst(), made));
        } else if (valueOf(target) instanceof List<?> list) {
            var sized = new ArrayList<Object>(list);
            while (sized.size() < size) {
                sized.add(sized.isEmpty() || edits.one(2) ? "x" : edits.any(sized));
            }
            assign(target, List.copyOf(sized.subList(0, size.intValue())));
        } else if (valueOf(target) instanceof String text) {
            var longer = text + "x".repeat(size.intValue());
            assign(target, longer.substring(0, longer.offsetByCodePoints(0, size.intValue())));
        }
    }

    /// What an expression is with the attributes as they are, where that is easy to say.
    private @Nullable Object valueOf(Expression expression) {
        return switch (expression) {
            case Value(var value) -> value;
            case Variable(var name) -> {
                var value =
                        name.startsWith(ATTRIBUTE) ? draft.get(name.substring(ATTRIBUTE.length())) : lambda.get(name);
                yield value instanceof Long number ? (Object) number.doubleValue() : value;
            }
            case Operation operation -> resultOf(operation);
        };
    }

    private @Nullable Object resultOf(Operation operation) {
        var operands = operation.operands();
        return switch (operation.operator()) {
            case "add" ->
                valueOf(operands.getFirst()) instanceof String left
                                && valueOf(operands.getLast()) instanceof String right
                        ? left + right
                        : null;
            case "list" -> operands.stream().map(this::valueOf).toList();
            default -> isThrough(operation.operator()) ? valueOf(operands.getFirst()) : null;
        };
    }
}

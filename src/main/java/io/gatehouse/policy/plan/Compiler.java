package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.plan.Expression.Operation;
import io.gatehouse.policy.plan.Expression.Value;
import io.gatehouse.policy.plan.Expression.Variable;
import io.gatehouse.policy.plan.Loops.Lambda;
import io.gatehouse.policy.plan.Term.Attribute;
import io.gatehouse.policy.plan.Term.Bound;
import io.gatehouse.policy.plan.Term.Constant;
import io.gatehouse.policy.plan.Values.TypeName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns one [Expression] into a [Plan]. What it does not know, it names as the plan's obstacle.
///
/// Design. A plan is JSON and has lost CEL's difference between `1` and `1.0`. Attributes are doubles, so next to one
/// of them a whole constant is ambiguous: CEL adds `1.0` and refuses to add `1`. Comparisons do not care, arithmetic
/// on an attribute and a whole constant is an obstacle, and elsewhere a whole constant is an int.
final class Compiler {
    private static final String RESOURCE = "request.resource.";
    private static final String ATTRIBUTES = RESOURCE + "attr";
    private static final double EXACT = 0x1p53;
    private static final double TWO_TO_64 = 0x1p64;
    private static final int DEEPEST = 300;
    private static final Set<String> ARITHMETIC = Set.of("add", "sub", "mult", "div", "mod");
    private static final Map<String, TypeName> TYPES = List.of(
                    "bool",
                    "bytes",
                    "double",
                    "google.protobuf.Duration",
                    "google.protobuf.Timestamp",
                    "int",
                    "list",
                    "map",
                    "null_type",
                    "string",
                    "type",
                    "uint")
            .stream()
            .collect(Collectors.toUnmodifiableMap(name -> name, TypeName::new));

    private final Slots slots;
    private final Patterns patterns;
    private @Nullable String obstacle;
    private boolean readsTime;
    private int variables;
    private int mostVariables;
    private int depth;

    private Compiler(Slots slots, Patterns patterns) {
        this.slots = slots;
        this.patterns = patterns;
    }

    /// @param slots and `patterns` are shared by the plans of a set
    static Plan compile(Expression expression, Slots slots, Patterns patterns) {
        var compiler = new Compiler(slots, patterns);
        var term = compiler.term(expression, null);
        slots.makeRoomFor(compiler.mostVariables);
        return new Plan(term, slots, compiler.readsTime, Optional.ofNullable(compiler.obstacle));
    }

    /// The variables in sight, innermost first.
    private record Scope(String name, int slot, @Nullable Scope outer) {}

    private Term term(Expression expression, @Nullable Scope scope) {
        if (depth == DEEPEST) {
            return refuse("is nested more than " + DEEPEST + " levels deep");
        }
        depth++;
        var term =
                switch (expression) {
                    case Value(var value) -> new Constant(constant(value));
                    case Variable(var name) -> variable(name, scope);
                    case Operation operation -> operation(operation, scope);
                };
        depth--;
        return term;
    }

    private Term refuse(String why) {
        if (obstacle == null) {
            obstacle = why;
        }
        return new Constant(FAILURE);
    }

    private Object constant(Object value) {
        return switch (value) {
            case Boolean flag -> flag ? Boolean.TRUE : Boolean.FALSE;
            case Double number -> number(number);
            case List<?> list
            when !list.isEmpty() && list.stream().allMatch(String.class::isInstance) ->
                new ConstantStrings(list.stream().map(String.class::cast).toList());
            case List<?> list -> list.stream().map(this::constant).toList();
            case Map<?, ?> map -> {
                var constants = LinkedHashMap.<Object, Object>newLinkedHashMap(map.size());
                map.forEach((key, item) -> constants.put(key, constant(item)));
                yield constants;
            }
            case String _, Expression.Null _ -> value;
            default -> {
                refuse("holds a value of " + value.getClass());
                yield FAILURE;
            }
        };
    }

    private Object number(Double number) {
        if (number != Math.rint(number) || Math.abs(number) >= TWO_TO_64) {
            return number;
        }
        if (Math.abs(number) > EXACT) {
            refuse("holds the number " + number + ", which a plan cannot tell exactly");
        }
        return number.longValue();
    }

    private Term variable(String name, @Nullable Scope scope) {
        for (var known = scope; known != null; known = known.outer) {
            int slot = known.slot;
            if (name.equals(known.name)) {
                return new Bound(slot);
            }
            if (name.startsWith(known.name + ".")) {
                return fields(new Bound(slot), name.substring(known.name.length() + 1));
            }
        }
        if (name.equals(ATTRIBUTES)) {
            readsTime = true;
            return Frame::attributes;
        }
        if (name.startsWith(ATTRIBUTES + ".")) {
            return attribute(name.substring(ATTRIBUTES.length() + 1));
        }
        if (name.equals(RESOURCE + "kind") || name.equals(RESOURCE + "id")) {
            return Frame::kind;
        }
        var type = TYPES.get(name);
        return type == null ? refuse("reads the unknown variable " + name) : new Constant(type);
    }

    private Term attribute(String path) {
        int dot = path.indexOf('.');
        var name = dot < 0 ? path : path.substring(0, dot);
        readsTime |= name.equals(AccessRequest.AT);
        int slot = slots.ofAttribute(name);
        var attribute = new Attribute(slot);
        return dot < 0 ? attribute : fields(attribute, path.substring(dot + 1));
    }

    private static Term fields(Term from, String path) {
        var term = from;
        for (var name : path.split("\\.", -1)) {
            term = field(term, name);
        }
        return term;
    }

    private static Term field(Term from, String name) {
        return frame -> Lists.field(from.eval(frame), name);
    }

    private Term operation(Operation operation, @Nullable Scope scope) {
        var operands = operation.operands();
        return switch (operation.operator()) {
            case "and" -> Logic.and(terms(operands, scope));
            case "or" -> Logic.or(terms(operands, scope));
            case "not", "if", "get-field", "matches" -> special(operation, scope);
            case String loop when Loops.NAMES.contains(loop) -> loop(operation, scope);
            case "list" -> list(terms(operands, scope));
            case "struct" -> struct(operands, scope);
            default -> function(operation, scope);
        };
    }

    private Term special(Operation operation, @Nullable Scope scope) {
        var name = operation.operator();
        var operands = operation.operands();
        if (name.equals("not") && operands.size() == 1) {
            return Logic.not(term(operands.getFirst(), scope));
        }
        if (name.equals("if") && operands.size() == 3) {
            var terms = terms(operands, scope);
            return Logic.choose(terms[0], terms[1], terms[2]);
        }
        if (name.equals("get-field") && operands.size() == 2 && operands.getLast() instanceof Variable(var field)) {
            return field(term(operands.getFirst(), scope), field);
        }
        if (name.equals("matches") && operands.size() == 2 && operands.getLast() instanceof Value(String regex)) {
            return matches(term(operands.getFirst(), scope), regex);
        }
        return function(operation, scope);
    }

    private Term[] terms(List<Expression> operands, @Nullable Scope scope) {
        return operands.stream().map(operand -> term(operand, scope)).toArray(Term[]::new);
    }

    private Term function(Operation operation, @Nullable Scope scope) {
        var name = operation.operator();
        if (ARITHMETIC.contains(name) && isAmbiguous(operation.operands())) {
            return refuse("computes (" + name + ") with an attribute and a whole number, and a plan does not tell"
                    + " 1 from 1.0");
        }
        var terms = terms(operation.operands(), scope);
        var function = Operators.find(name, terms.length);
        if (function == null) {
            return refuse(
                    Operators.knows(name)
                            ? "gives " + name + " " + terms.length + " operands"
                            : "uses the unknown operator " + name);
        }
        return Arrays.stream(terms).allMatch(Constant.class::isInstance)
                ? folded(function, terms)
                : applied(name, function, terms);
    }

    private static Constant folded(Function<Object[], Object> function, Term[] terms) {
        var values = Arrays.stream(terms).map(term -> ((Constant) term).value()).toArray();
        return new Constant(Arrays.asList(values).contains(FAILURE) ? FAILURE : function.apply(values));
    }

    private static Term applied(String name, Function<Object[], Object> function, Term[] terms) {
        return switch (terms.length) {
            case 1 -> unary(Operators.UNARY.getOrDefault(name, _ -> FAILURE), terms[0]);
            case 2 -> {
                var quick = Comparisons.find(name, terms[0], terms[1]);
                yield quick != null
                        ? quick
                        : binary(Operators.BINARY.getOrDefault(name, (_, _) -> FAILURE), terms[0], terms[1]);
            }
            default -> strict(terms, function);
        };
    }

    private static Term unary(UnaryOperator<Object> function, Term a) {
        return frame -> {
            var value = a.eval(frame);
            return value == FAILURE ? FAILURE : function.apply(value);
        };
    }

    private static Term binary(BinaryOperator<Object> function, Term a, Term b) {
        return frame -> {
            var left = a.eval(frame);
            var right = left == FAILURE ? FAILURE : b.eval(frame);
            return right == FAILURE ? FAILURE : function.apply(left, right);
        };
    }

    private static boolean isLiteral(Expression range) {
        return switch (range) {
            case Value _ -> true;
            case Variable _ -> false;
            case Operation operation -> operation.operator().equals("list");
        };
    }

    private static boolean isAmbiguous(List<Expression> operands) {
        return operands.stream()
                        .anyMatch(operand -> operand instanceof Value(Double number) && number == Math.rint(number))
                && operands.stream()
                        .anyMatch(
                                operand -> operand instanceof Variable(var name) && name.startsWith(ATTRIBUTES + "."));
    }

    private static Term strict(Term[] terms, Function<Object[], Object> function) {
        return frame -> {
            var values = new Object[terms.length];
            for (int i = 0; i < terms.length; i++) {
                values[i] = terms[i].eval(frame);
                if (values[i] == FAILURE) {
                    return FAILURE;
                }
            }
            return function.apply(values);
        };
    }

    private Term matches(Term text, String regex) {
        var compiled = patterns.compile(regex);
        if (compiled.isEmpty()) {
            return refuse("matches the pattern " + regex + ", which RE2 cannot read");
        }
        return Matches.of(text, compiled.get());
    }

    private static Term list(Term[] terms) {
        return strict(terms, List::of);
    }

    private Term struct(List<Expression> fields, @Nullable Scope scope) {
        var terms = new Term[fields.size() * 2];
        for (int i = 0; i < fields.size(); i++) {
            if (!(fields.get(i) instanceof Operation(var operator, var operands))
                    || !operator.equals("set-field")
                    || operands.size() != 2) {
                return refuse("makes a map of something else than set-field");
            }
            terms[2 * i] = term(operands.getFirst(), scope);
            terms[2 * i + 1] = term(operands.getLast(), scope);
        }
        return strict(terms, values -> {
            var map = LinkedHashMap.<Object, Object>newLinkedHashMap(fields.size());
            for (int i = 0; i < values.length; i += 2) {
                var key = Values.key(values[i]);
                boolean isKey = key instanceof String || key instanceof Long || key instanceof Boolean;
                if (!isKey) {
                    return FAILURE;
                }
                map.put(key, values[i + 1]);
            }
            return map;
        });
    }

    /// `range, lambda(body, variable)`, with two variables `lambda(body, index, variable)`, and for a `map` with a
    /// condition `lambda(condition, body, variable)`.
    private Term loop(Operation operation, @Nullable Scope scope) {
        var name = operation.operator();
        var operands = operation.operands();
        if (operands.size() != 2
                || !(operands.getLast() instanceof Operation(var operator, var parts))
                || !operator.equals("lambda")
                || parts.size() < 2
                || !(parts.getLast() instanceof Variable(var element))) {
            return refuse("gives " + name + " no lambda");
        }
        boolean isPaired = parts.size() > 2 && parts.get(parts.size() - 2) instanceof Variable;
        boolean hasCondition = parts.size() > (isPaired ? 3 : 2);
        if (parts.size() > (isPaired ? 4 : 3)
                || (hasCondition && !name.equals("transformList"))
                || (isPaired && (name.equals("filter") || name.equals("map")))) {
            return refuse("gives " + name + " a lambda of " + parts.size() + " parts");
        }
        if (isPaired && isLiteral(operands.getFirst())) {
            return refuse("goes through a list by index that may have been a map before it was planned");
        }
        var range = term(operands.getFirst(), scope);
        var inner = scope;
        int index = -1;
        if (isPaired && parts.get(parts.size() - 2) instanceof Variable(var key)) {
            index = variables++;
            inner = new Scope(key, index, inner);
        }
        int slot = variables++;
        mostVariables = Math.max(mostVariables, variables);
        inner = new Scope(element, slot, inner);
        var then = hasCondition ? term(parts.get(1), inner) : null;
        var lambda = new Lambda(term(parts.getFirst(), inner), index, slot);
        variables = index < 0 ? slot : index; // which loops beside this one may use
        return switch (name) {
            case "all" -> Loops.first(range, lambda, false);
            case "exists" -> Loops.first(range, lambda, true);
            case "exists_one" -> Loops.existsOne(range, lambda);
            case "filter" -> Loops.filter(range, lambda);
            default -> then == null ? Loops.map(range, lambda) : Loops.mapSome(range, lambda, then);
        };
    }
}

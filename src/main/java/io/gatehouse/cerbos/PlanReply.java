package io.gatehouse.cerbos;

import io.gatehouse.cerbos.CheckReply.Senseless;
import io.gatehouse.json.Json;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.Expression.Operation;
import io.gatehouse.policy.plan.Expression.Value;
import io.gatehouse.policy.plan.Expression.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A PlanResources answer, read with distrust: whatever is not exactly the shape that the planner writes is
/// [Senseless].
///
/// @param condition when the actions are allowed
/// @see <a href="https://docs.cerbos.dev/cerbos/latest/api/index.html#resources-query-plan">Cerbos' query plan</a>
record PlanReply(String kind, Expression condition) {
    /// Deepest nesting of operations. CEL's own parser ends at 250.
    static final int MAX_DEPTH = 300;

    /// Deepest nesting of lists and maps in a value.
    private static final int MAX_VALUE_DEPTH = 20;

    private static final int MAX_PARTS = 200_000;

    /// Larger numbers are no longer the ones that the policy names: the planner writes every number as a double.
    private static final double LARGEST_EXACT = 1L << 53;

    /// @throws Senseless when it is JSON and not a plan
    /// @throws JacksonException when it is not JSON
    static PlanReply read(byte[] answer) {
        try (var json = Json.parser(answer)) {
            var reply = new Reader(json).reply();
            if (json.nextToken() != null) {
                throw new Senseless("something follows the plan");
            }
            return reply;
        }
    }

    /// Whether the plan can allow under this revision of the policies only: it never allows, or it is a conjunction
    /// with `eq(request.resource.attr.revision, revision)`.
    boolean isBoundTo(String revision) {
        return condition.equals(Expression.FALSE)
                || isMarker(condition, revision)
                || (condition instanceof Operation(var operator, var operands)
                        && operator.equals("and")
                        && operands.stream().anyMatch(operand -> isMarker(operand, revision)));
    }

    private static boolean isMarker(Expression expression, String revision) {
        var attribute = new Variable("request.resource.attr.revision");
        return expression.equals(new Operation("eq", List.of(attribute, new Value(revision))));
    }

    private static final class Reader {
        private final JsonParser json;
        private int parts;

        Reader(JsonParser json) {
            this.json = json;
        }

        PlanReply reply() {
            expect(json.nextToken(), JsonToken.START_OBJECT, "the answer");
            var kind = "";
            Optional<Expression> filter = Optional.empty();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                var name = json.currentName();
                var token = json.nextToken();
                if (name.equals("resourceKind")) {
                    kind = string(token, "resourceKind");
                } else if (name.equals("filter")) {
                    expect(token, JsonToken.START_OBJECT, "the filter");
                    filter = Optional.of(filter());
                } else {
                    json.skipChildren();
                }
            }
            return new PlanReply(kind, filter.orElseThrow(() -> new Senseless("the answer has no filter")));
        }

        private Expression filter() {
            var kind = "";
            Optional<Expression> condition = Optional.empty();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                var name = json.currentName();
                var token = json.nextToken();
                if (name.equals("kind")) {
                    kind = string(token, "the filter's kind");
                } else if (name.equals("condition")) {
                    condition = Optional.of(operand(token, 0));
                } else {
                    throw new Senseless("the filter has a member " + name);
                }
            }
            if (condition.isPresent() != kind.equals("KIND_CONDITIONAL")) {
                throw new Senseless(kind + (condition.isPresent() ? " with" : " without") + " a condition");
            }
            return switch (kind) {
                case "KIND_ALWAYS_ALLOWED" -> Expression.TRUE;
                case "KIND_ALWAYS_DENIED" -> Expression.FALSE;
                case "KIND_CONDITIONAL" -> condition.orElseThrow();
                default -> throw new Senseless("the filter is of the kind " + kind);
            };
        }

        /// One of `{"value": …}`, `{"variable": "…"}` and `{"expression": {…}}`.
        private Expression operand(@Nullable JsonToken start, int depth) {
            expect(start, JsonToken.START_OBJECT, "an operand");
            count(depth, MAX_DEPTH);
            if (json.nextToken() != JsonToken.PROPERTY_NAME) {
                throw new Senseless("an empty operand");
            }
            var name = json.currentName();
            var token = json.nextToken();
            var operand =
                    switch (name) {
                        case "value" -> new Value(value(token, 0));
                        case "variable" -> new Variable(string(token, "a variable"));
                        case "expression" -> operation(token, depth);
                        default -> throw new Senseless("an operand is of the kind " + name);
                    };
            expect(json.nextToken(), JsonToken.END_OBJECT, "the end of an operand");
            return operand;
        }

        private Operation operation(@Nullable JsonToken start, int depth) {
            expect(start, JsonToken.START_OBJECT, "an expression");
            var operator = "";
            var operands = new ArrayList<Expression>(2);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                var name = json.currentName();
                var token = json.nextToken();
                if (name.equals("operator")) {
                    operator = string(token, "an operator");
                } else if (name.equals("operands")) {
                    expect(token, JsonToken.START_ARRAY, "operands");
                    for (var next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                        operands.add(operand(next, depth + 1));
                    }
                } else {
                    throw new Senseless("an expression has a member " + name);
                }
            }
            if (operator.isEmpty()) {
                throw new Senseless("an expression has no operator");
            }
            return new Operation(operator, operands);
        }

        private Object value(@Nullable JsonToken token, int depth) {
            count(depth, MAX_VALUE_DEPTH);
            return switch (token) {
                case VALUE_NULL -> Expression.Null.NULL;
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_STRING -> json.getString();
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json.getDoubleValue());
                case START_ARRAY -> list(depth);
                case START_OBJECT -> map(depth);
                case null, default -> throw new Senseless("a value is " + token);
            };
        }

        private static Double number(double number) {
            if (!(Math.abs(number) < LARGEST_EXACT)) {
                throw new Senseless("the number " + number + " is too large to be exact");
            }
            return number;
        }

        private List<Object> list(int depth) {
            var list = new ArrayList<>();
            for (var next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                list.add(value(next, depth + 1));
            }
            return List.copyOf(list);
        }

        private Map<String, Object> map(int depth) {
            var map = new LinkedHashMap<String, Object>();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                var name = json.currentName();
                map.put(name, value(json.nextToken(), depth + 1));
            }
            return Map.copyOf(map);
        }

        private void count(int depth, int deepest) {
            if (depth > deepest) {
                throw new Senseless("the plan is nested deeper than " + deepest);
            }
            if (++parts > MAX_PARTS) {
                throw new Senseless("the plan has more than " + MAX_PARTS + " parts");
            }
        }

        private String string(@Nullable JsonToken token, String what) {
            expect(token, JsonToken.VALUE_STRING, what);
            return json.getString();
        }

        private static void expect(@Nullable JsonToken token, JsonToken expected, String what) {
            if (token != expected) {
                throw new Senseless(what + " is " + token + " instead of " + expected);
            }
        }
    }
}

package io.gatehouse.cerbos;

import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.Expression.Operation;
import io.gatehouse.policy.plan.Expression.Value;
import io.gatehouse.policy.plan.Expression.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Expressions as a flat JSON list in which each part stands once and names its operands by their places before it.
/// The plans of one policy set have most of their parts in common: as a list they are a tenth of the size, on disk
/// and, once read, in memory.
final class ExpressionTable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ExpressionTable() {}

    /// Collects expressions into a list. For one thread.
    static final class Writer {
        private final ArrayNode nodes = JSON.arrayNode();
        private final Map<Object, Integer> places = new HashMap<>();

        private record Shape(String operator, List<Integer> operands) {}

        ArrayNode nodes() {
            return nodes;
        }

        /// @return the place of the expression in the list
        int add(Expression expression) {
            return switch (expression) {
                case Value(var value) -> place(expression, JSON.objectNode().set("value", json(value)));
                case Variable(var name) -> place(expression, JSON.objectNode().put("variable", name));
                case Operation(var operator, var operands) -> {
                    var shape =
                            new Shape(operator, operands.stream().map(this::add).toList());
                    var array = JSON.arrayNode();
                    shape.operands.forEach(array::add);
                    var node = JSON.objectNode().put("operator", operator);
                    yield place(shape, node.set("operands", array));
                }
            };
        }

        private int place(Object key, JsonNode node) {
            var known = places.putIfAbsent(key, nodes.size());
            if (known == null) {
                nodes.add(node);
                return nodes.size() - 1;
            }
            return known;
        }

        private static JsonNode json(Object value) {
            return switch (value) {
                case String text -> JSON.stringNode(text);
                case Boolean truth -> JSON.booleanNode(truth);
                case Double number -> JSON.numberNode(number);
                case Expression.Null _ -> JSON.nullNode();
                case List<?> list -> {
                    var array = JSON.arrayNode();
                    list.forEach(item -> array.add(json(item)));
                    yield array;
                }
                case Map<?, ?> map -> {
                    var sorted = new TreeMap<String, JsonNode>();
                    map.forEach((name, item) -> sorted.put((String) name, json(item)));
                    yield object(sorted);
                }
                default -> throw new IllegalArgumentException("a plan's value of " + value.getClass());
            };
        }

        private static ObjectNode object(SortedMap<String, JsonNode> members) {
            var object = JSON.objectNode();
            members.forEach(object::set);
            return object;
        }
    }

    /// Reads such a list, each part when it is first wanted. For one thread.
    static final class Reader {
        private static final int MOST_PARTS = 1_000_000;

        private final JsonNode nodes;
        private final Map<Integer, Part> parts = new HashMap<>();

        /// @param size how many parts it is when written out, which is what evaluating it can cost
        private record Part(Expression expression, int depth, long size) {}

        Reader(JsonNode nodes) {
            if (!nodes.isArray()) {
                throw new UnreadablePlans("the nodes are no list");
            }
            this.nodes = nodes;
        }

        /// @throws UnreadablePlans when there is none at that place, or it is none
        Expression get(JsonNode place) {
            return part(place, nodes.size(), 0).expression;
        }

        private Part part(JsonNode place, int before, int depth) {
            if (!place.isInt() || place.intValue() < 0 || place.intValue() >= before) {
                throw new UnreadablePlans("there is no part " + place + " before " + before);
            }
            if (depth > PlanReply.MAX_DEPTH) {
                throw new UnreadablePlans("it is nested deeper than " + PlanReply.MAX_DEPTH);
            }
            var known = parts.get(place.intValue());
            if (known != null) {
                return checked(known, depth);
            }
            var part = checked(read(nodes.path(place.intValue()), place.intValue(), depth), depth);
            parts.put(place.intValue(), part);
            return part;
        }

        private static Part checked(Part part, int depth) {
            if (depth + part.depth > PlanReply.MAX_DEPTH || part.size > MOST_PARTS) {
                throw new UnreadablePlans("it is nested too deep, or has more than " + MOST_PARTS + " parts");
            }
            return part;
        }

        private Part read(JsonNode node, int place, int depth) {
            if (node.path("variable").isString() && node.size() == 1) {
                return new Part(new Variable(node.path("variable").stringValue()), 0, 1);
            }
            if (node.has("value") && node.size() == 1) {
                return new Part(new Value(value(node.path("value"))), 0, 1);
            }
            if (node.path("operator").isString() && node.path("operands").isArray() && node.size() == 2) {
                var operands = new ArrayList<Expression>();
                int deepest = 0;
                long size = 1;
                for (var operand : node.path("operands")) {
                    var part = part(operand, place, depth + 1);
                    operands.add(part.expression);
                    deepest = Math.max(deepest, part.depth + 1);
                    size += part.size;
                }
                return new Part(new Operation(node.path("operator").stringValue(), operands), deepest, size);
            }
            throw new UnreadablePlans("part " + place + " is neither value nor variable nor operation");
        }

        private static Object value(JsonNode json) {
            if (json.isArray()) {
                return json.valueStream().map(Reader::value).toList();
            }
            if (json.isObject()) {
                var map = new HashMap<String, Object>();
                json.forEachEntry((name, item) -> map.put(name, value(item)));
                return Map.copyOf(map);
            }
            return switch (json.getNodeType()) {
                case STRING -> json.stringValue();
                case BOOLEAN -> json.booleanValue();
                case NUMBER -> json.doubleValue();
                case NULL -> Expression.Null.NULL;
                case ARRAY, BINARY, MISSING, OBJECT, POJO ->
                    throw new UnreadablePlans("a value is " + json.getNodeType());
            };
        }
    }
}

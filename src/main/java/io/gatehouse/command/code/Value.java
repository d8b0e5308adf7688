package io.gatehouse.command.code;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// What a program may have in hand.
sealed interface Value {
    int MOST_ALTERNATIVES = 12;

    /// Text of which some pieces may not be known.
    record Text(List<Piece> pieces) implements Value {
        public Text {
            pieces = List.copyOf(pieces);
        }

        boolean isKnown() {
            return pieces.stream().allMatch(Piece.Known.class::isInstance);
        }

        /// Of known text.
        String text() {
            var text = new StringBuilder();
            for (var piece : pieces) {
                if (piece instanceof Piece.Known(var known, var _, var _)) {
                    text.append(known);
                }
            }
            return text.toString();
        }

        Text with(String changed) {
            var first = pieces.isEmpty() ? new Piece.Known("", 0, 0) : (Piece.Known) pieces.getFirst();
            var last = pieces.isEmpty() ? first : (Piece.Known) pieces.getLast();
            return new Text(List.of(new Piece.Known(changed, first.from(), last.to())));
        }
    }

    record Whole(long value) implements Value {}

    record Items(List<Value> items) implements Value {
        public Items {
            items = List.copyOf(items);
        }
    }

    record Fields(Map<String, Value> fields) implements Value {}

    /// Something of a library: a module, a class, a function, by its whole name.
    record Library(String name) implements Value {}

    /// A path as an object, or an open file.
    ///
    /// @param kind the word by which the methods of its kind stand in the table
    record Handle(String kind, Value of) implements Value {}

    record Function(Code.Function code, Names names) implements Value {}

    /// One of them.
    record Several(Set<Value> values) implements Value {}

    record Unknown() implements Value {
        static final Unknown VALUE = new Unknown();
    }

    static Value oneOf(List<Value> values) {
        Set<Value> all = new LinkedHashSet<>();
        for (var value : values) {
            if (value instanceof Several(var several)) {
                all.addAll(several);
            } else {
                all.add(value);
            }
        }
        if (all.size() == 1) {
            return all.iterator().next();
        }
        return all.isEmpty() || all.size() > MOST_ALTERNATIVES ? Unknown.VALUE : new Several(all);
    }

    default List<Value> alternatives() {
        return this instanceof Several(var values) ? List.copyOf(values) : List.of(this);
    }

    default Value map(UnaryOperator<Value> change) {
        return oneOf(alternatives().stream().map(change).toList());
    }

    /// As text: what is none counts as a piece that is not known.
    static List<Text> texts(Value value) {
        List<Text> texts = new ArrayList<>();
        for (var one : value.alternatives()) {
            texts.add(
                    switch (one) {
                        case Text text -> text;
                        case Whole(var number) -> new Text(List.of(new Piece.Known(Long.toString(number), 0, 0)));
                        case Handle(var _, var of)
                        when texts(of).size() == 1 -> texts(of).getFirst();
                        case Handle _, Items _, Fields _, Library _, Function _, Several _, Unknown _ ->
                            new Text(List.of(new Piece.Unknown()));
                    });
        }
        return texts;
    }

    /// All ways in which the texts can follow one another.
    static Value joined(List<Value> parts, String between) {
        List<List<Piece>> ways = List.of(List.of());
        for (var i = 0; i < parts.size(); i++) {
            List<List<Piece>> longer = new ArrayList<>();
            for (var way : ways) {
                for (var text : texts(parts.get(i))) {
                    var pieces = new ArrayList<>(way);
                    if (i > 0 && !between.isEmpty()) {
                        pieces.add(new Piece.Known(between, 0, 0));
                    }
                    pieces.addAll(text.pieces());
                    longer.add(pieces);
                }
            }
            if (longer.size() > MOST_ALTERNATIVES) {
                return Unknown.VALUE;
            }
            ways = longer;
        }
        return oneOf(ways.stream().<Value>map(Text::new).toList());
    }
}

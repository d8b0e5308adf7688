package io.gatehouse.command.code;

import io.gatehouse.command.code.Calls.Role;
import io.gatehouse.command.code.Effect.Verb;
import io.gatehouse.command.code.Reading.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a program was found to do so far: the effects of its calls, by the roles of their arguments.
final class Effects {
    private static final int MOST_EFFECTS = 500;
    private static final int MOST_MENTIONS = 100;
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

    private final Consumer<Value> code;
    private final Set<Effect> effects = new LinkedHashSet<>();
    private final Set<Place> unknown = new LinkedHashSet<>();
    private final Map<List<Piece>, Boolean> mentions = new LinkedHashMap<>();
    private Value directory = new Value.Text(List.of());
    private boolean dynamic;
    private int mentioned;

    /// @param code follows text in the program's own language
    Effects(Consumer<Value> code) {
        this.code = code;
    }

    Reading reading(boolean unfinished) {
        var used = Mention.places(effects);
        mentions.forEach((path, surely) -> {
            if (surely || !Mention.areIn(used, path)) {
                addMention(path);
            }
        });
        return new Reading(List.copyOf(effects), List.copyOf(unknown), dynamic || unfinished);
    }

    Value notUnderstood(String what, int from, int to) {
        unknown.add(new Place(what, from, to));
        return Value.Unknown.VALUE;
    }

    /// Nothing can be said of the program any more.
    Value unlimited() {
        dynamic = true;
        return Value.Unknown.VALUE;
    }

    /// What a call does to one of its arguments.
    ///
    /// @param index the argument's place
    void use(Role role, Value value, int index, Given given, Calls.Call known) {
        var arguments = given.arguments();
        var call = given.call();
        switch (role) {
            case VALUE, MODE -> {}
            case DIRECTORY -> directory = Texts.below(List.of(directory, value));
            case READ -> file(Verb.READ, value, false, call);
            case WRITE -> file(Verb.WRITE, value, false, call);
            case DELETE -> file(Verb.DELETE, value, false, call);
            case ACCESS -> file(Verb.ACCESS, value, false, call);
            case GLOB -> glob(value, call);
            case EDIT -> {
                file(Verb.READ, value, false, call);
                file(Verb.WRITE, value, false, call);
            }
            case MOVE -> {
                file(Verb.READ, value, true, call);
                file(Verb.DELETE, value, true, call);
            }
            case READ_TREE -> file(Verb.READ, value, true, call);
            case DELETE_TREE -> file(Verb.DELETE, value, true, call);
            case OPENED -> opened(value, given, known);
            case OPENS -> opens(value, arguments.subList(index + 1, arguments.size()), call);
            case URL, HOST -> speaks(value, call);
            case SHELL -> shell(value);
            case COMMAND -> command(value);
            case PROGRAM -> {
                if (value instanceof Value.Items) {
                    command(value);
                    return;
                }
                var words = new ArrayList<Value>(List.of(value));
                for (var rest : arguments.subList(index + 1, arguments.size())) {
                    if (rest instanceof Value.Items(var items)) {
                        words.addAll(items);
                    } else if (known.role(index + 1) == Role.PROGRAM) {
                        words.add(rest);
                    }
                }
                if (index == 0 || known.role(index - 1) != Role.PROGRAM) {
                    if (words.size() == 1 && known.rest().isPresent()) {
                        shell(value);
                    } else {
                        command(new Value.Items(words));
                    }
                }
            }
            case CODE -> code.accept(value);
            case LOADS -> loads(value, call);
        }
    }

    private void glob(Value value, Code.Call call) {
        var patterns = value.map(one -> one instanceof Value.Text(var pieces)
                ? new Value.Text(pieces.stream()
                        .map(piece -> piece instanceof Piece.Known(var text, var from, var to)
                                        && GLOB.matcher(text).find()
                                ? new Piece.Pattern(text, from, to)
                                : piece)
                        .toList())
                : one);
        file(Verb.ACCESS, patterns, false, call);
    }

    /// Text that is the path of a file in itself, whatever is done with it.
    ///
    /// @param surely also where another call was already found to use it
    void mentions(Value value, boolean surely) {
        for (var one : value.alternatives()) {
            if (one instanceof Value.Text || (one instanceof Value.Handle(var kind, var _) && kind.equals("path"))) {
                for (var text : Value.texts(Texts.expanded(one))) {
                    if (Mention.isPath(text)) {
                        Value.texts(Texts.below(List.of(directory, text)))
                                .forEach(path -> mentions.merge(path.pieces(), surely, Boolean::logicalOr));
                    }
                }
            }
        }
    }

    private void loads(Value value, Code.Call call) {
        for (var text : Value.texts(value)) {
            if (text.isKnown()) {
                add(new Effect.Loads(text.pieces()));
            } else {
                notUnderstood("which code is loaded", call.from(), call.to());
            }
        }
    }

    void loads(Code.Literal module) {
        add(new Effect.Loads(List.of(new Piece.Known(module.text(), module.from(), module.to()))));
    }

    private void opened(Value value, Given given, Calls.Call known) {
        var arguments = given.arguments();
        var call = given.call();
        var mode = given.named().get("mode");
        for (var one : value.alternatives()) { // Ruby and Perl open the output of a command so
            if (one instanceof Value.Text piped
                    && piped.isKnown()
                    && piped.text().startsWith("|")) {
                shell(piped.with(piped.text().substring(1)));
                return;
            }
        }
        for (var i = 0; mode == null && i < arguments.size(); i++) {
            if (known.role(i) == Role.MODE) {
                mode = arguments.get(i);
            }
        }
        var text = mode == null ? "r" : mode instanceof Value.Text written && written.isKnown() ? written.text() : "?";
        if (text.matches(".*[+?].*") || text.matches("[<>+|-]*\\|.*")) {
            file(Verb.READ, value, false, call);
            file(Verb.WRITE, value, false, call);
        } else {
            file(text.matches(".*[waxc>].*") ? Verb.WRITE : Verb.READ, value, false, call);
        }
    }

    /// `open F, ">x"`, `open F, "cmd|"`, `open F, "-|", "cmd", "x"`
    private void opens(Value how, List<Value> rest, Code.Call call) {
        if (!(how instanceof Value.Text text) || !text.isKnown()) {
            rest.forEach(value -> file(Verb.ACCESS, value, false, call));
            if (rest.isEmpty() && isPath(how)) {
                file(Verb.READ, how, false, call);
            } else if (rest.isEmpty()) {
                shell(how);
            }
            return;
        }
        var mode = text.text().strip();
        if (!rest.isEmpty()) {
            if (mode.contains("|")) {
                command(rest.size() == 1 ? rest.getFirst() : new Value.Items(rest));
            } else {
                file(mode.contains(">") ? Verb.WRITE : Verb.READ, rest.getFirst(), false, call);
            }
        } else if (mode.startsWith("|") || mode.endsWith("|")) {
            shell(text.with(mode.replaceAll("^\\||\\|$", "")));
        } else {
            file(
                    mode.startsWith(">") || mode.startsWith("+") ? Verb.WRITE : Verb.READ,
                    text.with(mode.replaceFirst("^[<>+]+\\s*", "")),
                    false,
                    call);
        }
    }

    /// Text that begins below the home directory and ends without a `|` opens a file.
    private static boolean isPath(Value how) {
        return how instanceof Value.Text(var pieces)
                && pieces.getFirst() instanceof Piece.Home
                && !(pieces.getLast() instanceof Piece.Known(var end, var _, var _)
                        && end.stripTrailing().endsWith("|"));
    }

    private void file(Verb verb, Value value, boolean recursive, Code.Call call) {
        for (var one : value.alternatives()) {
            if (one instanceof Value.Items(var items)) {
                items.forEach(item -> file(verb, item, recursive, call));
                continue;
            }
            if (one instanceof Value.Whole || (one instanceof Value.Handle(var kind, var _) && kind.equals("file"))) {
                continue; // a descriptor, or a file that was seen when it was opened
            }
            for (var text : Value.texts(one)) {
                if (text.pieces().stream().allMatch(Piece.Unknown.class::isInstance)) {
                    notUnderstood(
                            recursive && verb == Verb.DELETE ? "what is deleted here" : "the name of a file",
                            call.from(),
                            call.to());
                } else {
                    Value.texts(Texts.below(List.of(directory, text)))
                            .forEach(path -> add(new Effect.File(verb, path.pieces(), recursive)));
                }
            }
        }
    }

    private void speaks(Value value, Code.Call call) {
        for (var one : value.alternatives()) {
            if (one instanceof Value.Fields(var fields)) {
                var host = first(fields, "url", "hostname", "host", "href", "PeerAddr", "PeerHost", "Host");
                var port = first(fields, "port", "PeerPort");
                host.ifPresent(named -> speaks(
                        port.<Value>map(number -> new Value.Items(List.of(named, number)))
                                .orElse(named),
                        call));
                continue;
            }
            if (one instanceof Value.Whole) {
                continue; // a port
            }
            if (one instanceof Value.Items(var items) && !items.isEmpty()) {
                var host = Value.texts(items.getFirst()).getFirst();
                var port = items.size() > 1 ? items.get(1) : Value.Unknown.VALUE;
                if (host.isKnown() && port instanceof Value.Whole(var number)) {
                    add(new Effect.Speaks(host.with(host.text() + ":" + number).pieces()));
                    continue;
                }
            }
            for (var text :
                    Value.texts(one instanceof Value.Items(var items) && !items.isEmpty() ? items.getFirst() : one)) {
                if (!text.pieces().isEmpty() && !(text.pieces().getFirst() instanceof Piece.Unknown)) {
                    add(new Effect.Speaks(text.pieces()));
                } else {
                    notUnderstood("the address of a connection", call.from(), call.to());
                }
            }
        }
    }

    private static Optional<Value> first(Map<String, Value> fields, String... names) {
        return Stream.of(names).map(fields::get).filter(Objects::nonNull).findFirst();
    }

    /// The only text that the program prints, if it is known.
    void prints(Value value) {
        if (value instanceof Value.Text text && text.isKnown()) {
            add(new Effect.Prints(text.pieces()));
        }
    }

    void shell(Value value) {
        Value.texts(value).forEach(text -> add(new Effect.Shell(text.pieces())));
    }

    private void command(Value value) {
        for (var one : value.alternatives()) {
            if (one instanceof Value.Items(var words) && !words.isEmpty()) {
                add(new Effect.Command(words.stream()
                        .map(word -> {
                            var texts = Value.texts(word);
                            return texts.size() == 1 ? texts.getFirst().pieces() : List.<Piece>of(new Piece.Unknown());
                        })
                        .toList()));
            } else {
                shell(one);
            }
        }
    }

    private void addMention(List<Piece> path) {
        if (++mentioned > MOST_MENTIONS) {
            dynamic = true;
        } else {
            add(new Effect.File(Verb.ACCESS, path, false));
        }
    }

    private void add(Effect effect) {
        if (effects.size() < MOST_EFFECTS) {
            effects.add(effect);
        } else {
            dynamic = true;
        }
    }
}

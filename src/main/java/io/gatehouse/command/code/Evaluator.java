package io.gatehouse.command.code;

import io.gatehouse.command.code.Calls.Result;
import io.gatehouse.command.code.Calls.Role;
import io.gatehouse.command.code.Effect.Verb;
import io.gatehouse.command.code.Reading.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Follows a program without running it: every way that it may go, every value that a name may have.
final class Evaluator {
    private static final int MOST_STEPS = 20_000;
    private static final int MOST_DEEP = 4;
    private static final int MOST_ROUNDS = 16;
    private static final int MOST_EFFECTS = 500;

    private final Language language;
    private final Calls calls;
    private final Set<Effect> effects = new LinkedHashSet<>();
    private final Set<Place> unknown = new LinkedHashSet<>();
    private final Set<Code.Function> called = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Value.Function> defined = new ArrayList<>();
    private final Names global = new Names(null);
    private Names names = global;
    private Value directory = new Value.Text(List.of());
    private boolean dynamic;
    private int steps;
    /// How many of the functions, branches and loops around are ones that may not run, or run again.
    private int unsure;
    private int deep;
    private int codeDeep;

    Evaluator(Language language) {
        this.language = language;
        this.calls = Calls.of(language.section());
    }

    Reading read(Code program) {
        eval(program);
        for (var i = 0; i < defined.size(); i++) {
            var function = defined.get(i);
            if (called.add(function.code())) {
                unsure++;
                invoke(function, List.of(), Map.of());
                unsure--;
            }
        }
        return new Reading(List.copyOf(effects), List.copyOf(unknown), dynamic || steps > MOST_STEPS);
    }

    private Value eval(Code code) {
        if (++steps > MOST_STEPS) {
            return Value.Unknown.VALUE;
        }
        return switch (code) {
            case Code.Literal(var text, var from, var to) -> new Value.Text(List.of(new Piece.Known(text, from, to)));
            case Code.Whole(var value) -> new Value.Whole(value);
            case Code.Name(var name) -> names.find(name).orElseGet(() -> new Value.Library(starred(name)));
            case Code.Member member -> member(member);
            case Code.Index(var of, var at) -> index(eval(of), eval(at));
            case Code.Call call -> call(call);
            case Code.Items(var items) ->
                new Value.Items(items.stream().map(this::eval).toList());
            case Code.Fields(var fields) -> {
                Map<String, Value> values = new HashMap<>();
                fields.forEach((name, value) -> values.put(name, eval(value)));
                yield new Value.Fields(values);
            }
            case Code.Joined(var parts) -> joined(parts.stream().map(this::eval).toList());
            case Code.Below(var of, var name) -> {
                var left = eval(of);
                var right = eval(name);
                yield isPath(left) || isPath(right)
                        ? new Value.Handle("path", below(List.of(left, right)))
                        : Value.Unknown.VALUE;
            }
            case Code.Reversed(var of) -> reversed(eval(of));
            case Code.Either(var ways) ->
                Value.oneOf(ways.stream().map(this::eval).toList());
            case Code.Function function -> define(function);
            case Code.Assign(var name, var value) -> assign(name, eval(value));
            case Code.Each each -> each(each);
            case Code.Import(var local, var qualified) -> assign(local, new Value.Library(language.module(qualified)));
            case Code.Block(var statements) -> {
                Value last = Value.Unknown.VALUE;
                for (var statement : statements) {
                    last = eval(statement);
                }
                yield last;
            }
            case Code.Maybe(var body) -> {
                unsure++;
                var value = eval(body);
                unsure--;
                yield value;
            }
            case Code.Return(var value) -> {
                var returned = eval(value);
                names.set(
                        "return",
                        names.find("return")
                                .map(before -> Value.oneOf(List.of(before, returned)))
                                .orElse(returned),
                        true);
                yield returned;
            }
            case Code.Shell(var text, var _, var _) -> {
                shell(eval(text));
                yield Value.Unknown.VALUE;
            }
            case Code.Other(var parts) -> {
                parts.forEach(this::eval);
                yield Value.Unknown.VALUE;
            }
            case Code.Broken(var from, var to) -> notUnderstood("a part", from, to);
        };
    }

    /// `from os import *` gives names that stand nowhere.
    private String starred(String name) {
        return names.find("*")
                .filter(Value.Library.class::isInstance)
                .map(module -> ((Value.Library) module).name() + "." + name)
                .filter(whole -> calls.find(whole).isPresent())
                .orElse(name);
    }

    private Value assign(String name, Value value) {
        var scope = name.contains(".") ? global : names;
        scope.set(name, value, unsure == 0);
        return value;
    }

    private Value define(Code.Function function) {
        var value = new Value.Function(function, names);
        defined.add(value);
        if (!function.name().isEmpty()) {
            names.set(function.name(), value, unsure == 0);
        }
        return value;
    }

    private Value notUnderstood(String what, int from, int to) {
        unknown.add(new Place(what, from, to));
        return Value.Unknown.VALUE;
    }

    private Value member(Code.Member member) {
        if (member.of() instanceof Code.Name(var name)) {
            var own = names.find(name + "." + member.name());
            if (own.isPresent()) {
                return own.get();
            }
        }
        return eval(member.of()).map(of -> member(of, member.name()));
    }

    private Value member(Value of, String name) {
        return switch (of) {
            case Value.Library(var library) -> {
                var whole = library + "." + name;
                yield language.constant(whole).orElseGet(() -> new Value.Library(whole));
            }
            case Value.Fields(var fields) when fields.containsKey(name) -> fields.get(name);
            case Value.Handle(var kind, var path)
            when kind.equals("path") && name.equals("parent") -> new Value.Handle("path", parent(path));
            default -> Value.Unknown.VALUE;
        };
    }

    private Value index(Value of, Value at) {
        return of.map(one -> switch (one) {
            case Value.Items(var items)
            when at instanceof Value.Whole(var number) -> {
                var index = number < 0 ? items.size() + number : number;
                yield index >= 0 && index < items.size() ? items.get((int) index) : Value.Unknown.VALUE;
            }
            case Value.Items(var items) -> Value.oneOf(items);
            case Value.Library _, Value.Fields _
            when at instanceof Value.Text text && text.isKnown() -> member(one, text.text());
            case Value.Library(var name) when language.holdsCode(name) -> new Value.Library("?");
            default -> Value.Unknown.VALUE;
        });
    }

    private static boolean isPath(Value value) {
        return value.alternatives().stream()
                .anyMatch(one -> one instanceof Value.Handle(var kind, var _) && kind.equals("path"));
    }

    private static Value joined(List<Value> parts) {
        if (parts.stream().allMatch(Value.Items.class::isInstance) && !parts.isEmpty()) {
            return new Value.Items(parts.stream()
                    .flatMap(part -> ((Value.Items) part).items().stream())
                    .toList());
        }
        return Value.joined(parts, "");
    }

    /// Paths one below the other; an absolute one begins anew.
    private static Value below(List<Value> parts) {
        var from = 0;
        for (var i = 0; i < parts.size(); i++) {
            var texts = Value.texts(parts.get(i));
            if (texts.stream().allMatch(text -> begins(text, "/"))) {
                from = i;
            }
        }
        var rest = parts.subList(from, parts.size()).stream()
                .filter(part -> !(part instanceof Value.Text text
                        && text.isKnown()
                        && text.text().isEmpty()))
                .toList();
        return Value.joined(rest, "/");
    }

    private static boolean begins(Value.Text text, String with) {
        return !text.pieces().isEmpty()
                && (text.pieces().getFirst() instanceof Piece.Home
                        || (text.pieces().getFirst() instanceof Piece.Known(var known, var _, var _)
                                && known.startsWith(with)));
    }

    private static Value parent(Value path) {
        return Value.oneOf(Value.texts(path).stream()
                .<Value>map(text -> {
                    if (!text.isKnown()) {
                        return new Value.Text(List.of(new Piece.Unknown()));
                    }
                    var slash = text.text().replaceFirst("/+$", "").lastIndexOf('/');
                    return text.with(slash > 0 ? text.text().substring(0, slash) : slash == 0 ? "/" : ".");
                })
                .toList());
    }

    private static Value reversed(Value value) {
        return value.map(one -> one instanceof Value.Text text && text.isKnown()
                ? text.with(new StringBuilder(text.text()).reverse().toString())
                : Value.Unknown.VALUE);
    }

    private Value each(Code.Each each) {
        var over = eval(each.over());
        List<Value> rounds;
        if (over instanceof Value.Items(var items) && items.size() <= MOST_ROUNDS) {
            rounds = items;
        } else if (over instanceof Value.Handle(var kind, var of) && kind.equals("below")) {
            rounds = List.of(new Value.Handle("path", of));
        } else {
            rounds = List.of(Value.Unknown.VALUE);
        }
        List<Value> made = new ArrayList<>();
        unsure++;
        for (var item : rounds) {
            for (var i = 0; i < each.names().size(); i++) {
                var part = each.names().size() == 1
                        ? item
                        : item instanceof Value.Items(var parts) && i < parts.size() ? parts.get(i) : walked(over, i);
                names.set(each.names().get(i), part, true);
            }
            made.add(eval(each.body()));
        }
        unsure--;
        return new Value.Items(made);
    }

    /// The first of what a walk through directories gives is a directory.
    private static Value walked(Value over, int place) {
        return place == 0 && over instanceof Value.Handle(var kind, var of) && kind.equals("below")
                ? of
                : Value.Unknown.VALUE;
    }

    private Value call(Code.Call call) {
        if (call.callee() instanceof Code.Member(var of, var method)) {
            var self = eval(of);
            var own = of instanceof Code.Name(var name) ? names.find(name + "." + method) : Optional.<Value>empty();
            var arguments = arguments(call);
            if (own.isPresent()) {
                return apply(own.get(), arguments, call);
            }
            return self.map(one -> method(one, method, arguments, call));
        }
        var callee = eval(call.callee());
        var arguments = arguments(call);
        return callee.map(one -> apply(one, arguments, call));
    }

    private List<Value> arguments(Code.Call call) {
        return call.arguments().stream().map(this::eval).toList();
    }

    private Map<String, Value> named(Code.Call call) {
        Map<String, Value> named = new HashMap<>();
        call.named().forEach((name, value) -> named.put(name, eval(value)));
        return named;
    }

    private Value apply(Value callee, List<Value> arguments, Code.Call call) {
        return switch (callee) {
            case Value.Function function -> invoke(function, arguments, named(call));
            case Value.Library(var name) -> library(name, Value.Unknown.VALUE, arguments, named(call), call);
            case Value.Several several -> several.map(one -> apply(one, arguments, call));
            default -> {
                callbacks(all(arguments, named(call)), call);
                yield notUnderstood("a call", call.from(), call.to());
            }
        };
    }

    private Value method(Value self, String name, List<Value> arguments, Code.Call call) {
        return switch (self) {
            case Value.Library(var library) -> {
                var whole = library + "." + name;
                var known = language.constant(whole);
                yield known.isPresent() && known.get() instanceof Value.Library(var other)
                        ? library(other, self, arguments, named(call), call)
                        : library(whole, self, arguments, named(call), call);
            }
            case Value.Handle(var kind, var of) -> library(kind + "." + name, of, arguments, named(call), call);
            case Value.Fields(var fields)
            when fields.get(name) instanceof Value.Function function -> invoke(function, arguments, named(call));
            case Value.Function function
            when Set.of("call", "apply", "bind").contains(name) -> invoke(function, arguments, Map.of());
            case Value.Text _ -> library("text." + name, self, arguments, named(call), call);
            case Value.Items _ -> library("items." + name, self, arguments, named(call), call);
            case Value.Whole _, Value.Fields _, Value.Function _, Value.Several _, Value.Unknown _ ->
                library("any." + name, self, arguments, named(call), call);
        };
    }

    /// What is handed to a function may be called by it, with what else is handed to it: `map(os.system, commands)`.
    private void callbacks(List<Value> arguments, Code.Call call) {
        unsure++;
        for (var argument : arguments) {
            switch (argument) {
                case Value.Function function -> invoke(function, List.of(), Map.of());
                case Value.Library(var name)
                when calls.find(name).filter(Calls.Call::acts).isPresent() -> {
                    for (var other : arguments) {
                        if (other instanceof Value.Items(var items)) {
                            items.forEach(item -> library(name, Value.Unknown.VALUE, List.of(item), Map.of(), call));
                        }
                    }
                    if (arguments.stream().noneMatch(Value.Items.class::isInstance)) {
                        library(name, Value.Unknown.VALUE, List.of(Value.Unknown.VALUE), Map.of(), call);
                    }
                }
                default -> {}
            }
        }
        unsure--;
    }

    private Value invoke(Value.Function function, List<Value> arguments, Map<String, Value> named) {
        called.add(function.code());
        if (deep >= MOST_DEEP) {
            return Value.Unknown.VALUE;
        }
        var before = names;
        names = new Names(function.names());
        deep++;
        var parameters = function.code().parameters();
        var shift = !parameters.isEmpty() && Set.of("self", "cls").contains(parameters.getFirst()) ? 1 : 0;
        for (var i = 0; i < parameters.size(); i++) {
            var given = i - shift;
            var value = named.getOrDefault(
                    parameters.get(i),
                    given >= 0 && given < arguments.size() ? arguments.get(given) : Value.Unknown.VALUE);
            names.set(parameters.get(i), value, true);
        }
        var last = eval(function.code().body());
        var returned = names.find("return").orElse(function.code().name().isEmpty() ? last : Value.Unknown.VALUE);
        names = before;
        deep--;
        return returned;
    }

    private Value library(String name, Value self, List<Value> arguments, Map<String, Value> named, Code.Call call) {
        callbacks(all(arguments, named), call);
        var found = calls.find(name);
        if (found.isEmpty() && language.isAnswered(name)) {
            return Value.Unknown.VALUE;
        }
        if (found.isEmpty()) {
            if (name.startsWith("?")) {
                dynamic = true;
                return Value.Unknown.VALUE;
            }
            var isObject = name.startsWith("text.")
                    || name.startsWith("items.")
                    || name.startsWith("any.")
                    || name.startsWith("file.")
                    || name.startsWith("path.")
                    || name.startsWith("below.");
            return isObject ? Value.Unknown.VALUE : new Value.Library(unknownLibrary(name, call));
        }
        var known = found.get();
        if (known.dynamic()) {
            dynamic = true;
        }
        known.self().ifPresent(role -> use(role, self, List.of(self), 0, named, known, call));
        for (var i = 0; i < arguments.size(); i++) {
            use(known.role(i), arguments.get(i), arguments, i, named, known, call);
        }
        return result(known.result(), name, self, arguments, call);
    }

    private String unknownLibrary(String name, Code.Call call) {
        notUnderstood("a call of " + name.replaceAll("\\(\\).*", ""), call.from(), call.to());
        return name.endsWith("()") ? name : name + "()";
    }

    private static List<Value> all(List<Value> arguments, Map<String, Value> named) {
        var all = new ArrayList<>(arguments);
        all.addAll(named.values());
        return all;
    }

    private Value result(Result result, String name, Value self, List<Value> arguments, Code.Call call) {
        var first = arguments.isEmpty() ? Value.Unknown.VALUE : arguments.getFirst();
        return switch (result) {
            case UNKNOWN -> Value.Unknown.VALUE;
            case PATH ->
                new Value.Handle(
                        "path",
                        arguments.isEmpty()
                                ? new Value.Text(List.of(new Piece.Known(".", call.from(), call.to())))
                                : below(arguments));
            case FILE -> new Value.Handle("file", arguments.isEmpty() ? self : first);
            case SAME -> first;
            case SELF ->
                self instanceof Value.Text || self instanceof Value.Items ? self : new Value.Handle("path", self);
            case JOIN ->
                arguments.size() == 1 && first instanceof Value.Items(var items) ? below(items) : below(arguments);
            case JOINED ->
                first instanceof Value.Items(var items) && self instanceof Value.Text text && text.isKnown()
                        ? Value.joined(items, text.text())
                        : self instanceof Value.Items(var items) && (arguments.isEmpty() || first instanceof Value.Text)
                                ? Value.joined(
                                        items, first instanceof Value.Text text && text.isKnown() ? text.text() : "")
                                : Value.Unknown.VALUE;
            case HOME -> home(name);
            case EXPANDED -> (arguments.isEmpty() ? self : first).map(Evaluator::expanded);
            case PARENT -> parent(first);
            case BELOW ->
                new Value.Handle(
                        "below",
                        Value.joined(
                                List.of(
                                        arguments.isEmpty() || name.startsWith("path.") ? self : first,
                                        new Value.Text(List.of(new Piece.Unknown()))),
                                "/"));
            case ITEMS -> first;
            case FORMATTED -> Formats.apply(self, arguments);
            case MODULE ->
                first.map(one -> one instanceof Value.Text text && text.isKnown()
                        ? new Value.Library(language.module(text.text()))
                        : unknownModule());
            case MEMBER -> arguments.size() < 2 ? Value.Unknown.VALUE : got(first, arguments.get(1));
            case ENCODED -> encoded(arguments);
            case CHARACTER ->
                Formats.decoded(result, arguments.size() > 1 ? new Value.Items(arguments) : first(self, arguments));
            case BASE64, HEX, LOWER -> first(self, arguments).map(one -> Formats.decoded(result, one));
            case REVERSED -> reversed(first(self, arguments));
            case OBJECT -> new Value.Library(name + "()");
        };
    }

    private static Value encoded(List<Value> arguments) {
        if (arguments.size() < 2) {
            return arguments.isEmpty() ? Value.Unknown.VALUE : arguments.getFirst();
        }
        return arguments.get(1) instanceof Value.Text text && text.isKnown()
                ? switch (text.text()) {
                    case "base64", "base64url" -> Formats.decoded(Result.BASE64, arguments.getFirst());
                    case "hex" -> Formats.decoded(Result.HEX, arguments.getFirst());
                    default -> arguments.getFirst();
                }
                : Value.Unknown.VALUE;
    }

    private static Value first(Value self, List<Value> arguments) {
        return arguments.isEmpty() ? self : arguments.getFirst();
    }

    private Value unknownModule() {
        dynamic = true;
        return Value.Unknown.VALUE;
    }

    /// `getattr(os, name)`: of a library whose functions reach out, an unknown name may be any of them.
    private Value got(Value of, Value name) {
        return of.map(one -> {
            if (name instanceof Value.Text text && text.isKnown()) {
                return member(one, text.text());
            }
            return one instanceof Value.Library ? new Value.Library("?") : Value.Unknown.VALUE;
        });
    }

    private static Value home(String name) {
        var home = new Value.Text(List.of(new Piece.Home()));
        return name.startsWith("pathlib") ? new Value.Handle("path", home) : home;
    }

    private static Value expanded(Value value) {
        if (value instanceof Value.Handle(var kind, var of)) {
            return new Value.Handle(kind, of.map(Evaluator::expanded));
        }
        if (value instanceof Value.Text(var pieces)
                && !pieces.isEmpty()
                && pieces.getFirst() instanceof Piece.Known(var text, var from, var to)
                && text.matches("(?s)~(/.*)?")) {
            List<Piece> all = new ArrayList<>(List.of(new Piece.Home()));
            all.add(new Piece.Known(text.substring(1), from, to));
            all.addAll(pieces.subList(1, pieces.size()));
            return new Value.Text(all);
        }
        return value;
    }

    private void use(
            Role role,
            Value value,
            List<Value> arguments,
            int index,
            Map<String, Value> named,
            Calls.Call known,
            Code.Call call) {
        switch (role) {
            case VALUE, MODE -> {}
            case DIRECTORY -> directory = below(List.of(directory, value));
            case READ -> file(Verb.READ, value, false, call);
            case WRITE -> file(Verb.WRITE, value, false, call);
            case DELETE -> file(Verb.DELETE, value, false, call);
            case ACCESS -> file(Verb.ACCESS, value, false, call);
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
            case OPENED -> opened(value, arguments, named, known, call);
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
            case CODE -> code(value);
        }
    }

    private void opened(
            Value value, List<Value> arguments, Map<String, Value> named, Calls.Call known, Code.Call call) {
        var mode = named.get("mode");
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
            if (rest.isEmpty()) {
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
                if (text.pieces().stream().noneMatch(piece -> !(piece instanceof Piece.Unknown))) {
                    notUnderstood(
                            recursive && verb == Verb.DELETE ? "what is deleted here" : "the name of a file",
                            call.from(),
                            call.to());
                } else {
                    Value.texts(below(List.of(directory, text)))
                            .forEach(path -> add(new Effect.File(verb, path.pieces(), recursive)));
                }
            }
        }
    }

    private void speaks(Value value, Code.Call call) {
        for (var one : value.alternatives()) {
            if (one instanceof Value.Fields(var fields)) {
                var host = Stream.of("url", "hostname", "host", "href")
                        .map(fields::get)
                        .filter(Objects::nonNull)
                        .findFirst();
                host.ifPresent(named -> speaks(named, call));
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
                var known = text.pieces().isEmpty() || text.pieces().getFirst() instanceof Piece.Unknown
                        ? Optional.empty()
                        : Optional.of(text);
                if (known.isPresent()) {
                    add(new Effect.Speaks(text.pieces()));
                } else {
                    notUnderstood("the address of a connection", call.from(), call.to());
                }
            }
        }
    }

    private void shell(Value value) {
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

    private void code(Value value) {
        for (var text : Value.texts(value)) {
            if (value instanceof Value.Function) {
                return;
            }
            if (!text.isKnown() || ++codeDeep > MOST_DEEP) {
                dynamic = true;
                continue;
            }
            var inner = language.translate(text.text());
            if (inner.isEmpty()) {
                dynamic = true;
            } else {
                eval(inner.get());
            }
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

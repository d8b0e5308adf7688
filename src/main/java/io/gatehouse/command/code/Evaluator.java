package io.gatehouse.command.code;

import io.gatehouse.command.code.Calls.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Follows a program without running it: every way that it may go, every value that a name may have.
final class Evaluator {
    private static final int MOST_STEPS = 20_000;
    private static final int MOST_DEEP = 4;
    private static final int MOST_ROUNDS = 16;

    private static final Given NOTHING =
            new Given(List.of(), Map.of(), new Code.Call(Code.NOTHING, List.of(), Map.of(), 0, 0));

    private final Language language;
    private final Environment environment;
    private final Calls calls;
    private final Effects effects = new Effects(this::code);
    private final Set<Code.Function> called = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Value.Function> defined = new ArrayList<>();
    private final Names global = new Names(null);
    private Names names = global;
    private int steps;
    /// How many of the functions, branches and loops around are ones that may not run, or run again.
    private int unsure;
    private int deep;
    private int codeDeep;

    Evaluator(Language language, Environment environment) {
        this.language = language;
        this.environment = environment;
        this.calls = Calls.of(language.section());
    }

    Reading read(Code program) {
        eval(program);
        for (var i = 0; i < defined.size(); i++) {
            var function = defined.get(i);
            if (called.add(function.code())) {
                unsure++;
                invoke(function, NOTHING);
                unsure--;
            }
        }
        Printed.by(program).map(this::eval).ifPresent(effects::prints);
        return effects.reading(steps > MOST_STEPS);
    }

    private Value eval(Code code) {
        var value = plain(code);
        if (isMade(code)) {
            effects.mentions(value, false);
        }
        return value;
    }

    private static boolean isMade(Code code) {
        return code instanceof Code.Literal
                || code instanceof Code.Joined
                || code instanceof Code.Below
                || code instanceof Code.Call;
    }

    /// The value of something that is only text to what stands around it.
    private Value plain(Code code) {
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
            case Code.Joined(var parts) ->
                Texts.joined(parts.stream().map(this::plain).toList());
            case Code.Below(var of, var name) -> {
                var left = plain(of);
                var right = plain(name);
                yield Texts.isPath(left) || Texts.isPath(right)
                        ? new Value.Handle("path", Texts.below(List.of(left, right)))
                        : Value.Unknown.VALUE;
            }
            case Code.Reversed(var of) -> Texts.reversed(eval(of));
            case Code.Either(var ways) ->
                Value.oneOf(ways.stream().map(this::eval).toList());
            case Code.Function function -> define(function);
            case Code.Assign(var name, var value) -> assign(name, eval(value));
            case Code.Each each -> each(each);
            case Code.Import(var local, var qualified) -> assign(local, new Value.Library(language.module(qualified)));
            case Code.Load(var module) -> {
                effects.loads(module);
                yield Value.Unknown.VALUE;
            }
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
                effects.shell(eval(text));
                yield Value.Unknown.VALUE;
            }
            case Code.Other(var parts) -> {
                parts.forEach(this::eval);
                yield Value.Unknown.VALUE;
            }
            case Code.Broken(var from, var to) -> effects.notUnderstood("a part", from, to);
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
                yield language.constant(whole)
                        .or(() -> environment.value(whole))
                        .orElseGet(() -> new Value.Library(whole));
            }
            case Value.Fields(var fields) when fields.containsKey(name) -> fields.get(name);
            case Value.Handle(var kind, var path)
            when kind.equals("path") && name.equals("parent") -> new Value.Handle("path", Texts.parent(path));
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
            var self = plain(of);
            var own = of instanceof Code.Name(var name) ? names.find(name + "." + method) : Optional.<Value>empty();
            var asText = self.alternatives().stream().allMatch(one -> takesText(one, method));
            if (!asText && isMade(of)) {
                effects.mentions(self, false);
            }
            var given = given(call, asText);
            if (own.isPresent()) {
                return apply(own.get(), given);
            }
            return self.map(one -> method(one, method, given));
        }
        var callee = eval(call.callee());
        var given = given(call, callee instanceof Value.Library(var name) && takesText(name));
        return callee.map(one -> apply(one, given));
    }

    private boolean takesText(Value self, String method) {
        return self instanceof Value.Text
                || takesText(
                        self instanceof Value.Library(var library)
                                ? library + "." + method
                                : self instanceof Value.Handle(var kind, var _)
                                        ? kind + "." + method
                                        : "any." + method);
    }

    /// Whether the arguments of a call are no more to it than text, such as what is printed.
    private boolean takesText(String name) {
        return calls.find(name)
                .filter(_ -> calls.names(name))
                .map(Calls.Call::isPure)
                .orElseGet(() -> Mention.isText(name));
    }

    private Given given(Code.Call call, boolean asText) {
        var arguments =
                call.arguments().stream().map(asText ? this::plain : this::eval).toList();
        Map<String, Value> named = new HashMap<>();
        call.named().forEach((name, value) -> named.put(name, eval(value)));
        return new Given(arguments, named, call);
    }

    private Value apply(Value callee, Given given) {
        return switch (callee) {
            case Value.Function function -> invoke(function, given);
            case Value.Library(var name) -> library(name, Value.Unknown.VALUE, given);
            case Value.Several several -> several.map(one -> apply(one, given));
            default -> {
                callbacks(given);
                yield effects.notUnderstood(
                        "a call", given.call().from(), given.call().to());
            }
        };
    }

    private Value method(Value self, String name, Given given) {
        return switch (self) {
            case Value.Library(var library) -> {
                var whole = library + "." + name;
                var known = language.constant(whole);
                yield known.isPresent() && known.get() instanceof Value.Library(var other)
                        ? library(other, self, given)
                        : library(whole, self, given);
            }
            case Value.Handle(var kind, var of) -> library(kind + "." + name, of, given);
            case Value.Fields(var fields)
            when fields.get(name) instanceof Value.Function function -> invoke(function, given);
            case Value.Function function when Set.of("call", "apply", "bind").contains(name) -> invoke(function, given);
            case Value.Text _ -> library("text." + name, self, given);
            case Value.Items _ -> library("items." + name, self, given);
            case Value.Whole _, Value.Fields _, Value.Function _, Value.Several _, Value.Unknown _ ->
                library("any." + name, self, given);
        };
    }

    /// What is handed to a function may be called by it, with what else is handed to it: `map(os.system, commands)`.
    private void callbacks(Given given) {
        var handed = given.all();
        unsure++;
        for (var argument : handed) {
            switch (argument) {
                case Value.Function function -> invoke(function, given.only());
                case Value.Library(var name)
                when calls.find(name).filter(Calls.Call::acts).isPresent() -> {
                    for (var other : handed) {
                        if (other instanceof Value.Items(var items)) {
                            items.forEach(item -> library(name, Value.Unknown.VALUE, given.only(item)));
                        }
                    }
                    if (handed.stream().noneMatch(Value.Items.class::isInstance)) {
                        library(name, Value.Unknown.VALUE, given.only(Value.Unknown.VALUE));
                    }
                }
                default -> {}
            }
        }
        unsure--;
    }

    private Value invoke(Value.Function function, Given given) {
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
            var at = i - shift;
            var value = given.named()
                    .getOrDefault(
                            parameters.get(i),
                            at >= 0 && at < given.arguments().size()
                                    ? given.arguments().get(at)
                                    : Value.Unknown.VALUE);
            names.set(parameters.get(i), value, true);
        }
        var last = eval(function.code().body());
        var returned = names.find("return").orElse(function.code().name().isEmpty() ? last : Value.Unknown.VALUE);
        names = before;
        deep--;
        return returned;
    }

    private Value library(String name, Value self, Given given) {
        var found = calls.find(name);
        if (found.isEmpty()
                && language.isAnswered(name)
                && given.firstOr(self) instanceof Value.Function function
                && self instanceof Value.Library) {
            unsure++;
            invoke(function, given.only(self));
            unsure--;
        }
        callbacks(given);
        if (found.isEmpty() && !takesText(name)) {
            given.all().forEach(value -> effects.mentions(value, true));
        }
        if (found.isEmpty() && language.isAnswered(name)) {
            return Value.Unknown.VALUE;
        }
        if (found.isEmpty()) {
            if (name.startsWith("?")) {
                return effects.unlimited();
            }
            var isObject = name.startsWith("text.")
                    || name.startsWith("items.")
                    || name.startsWith("any.")
                    || name.startsWith("file.")
                    || name.startsWith("path.")
                    || name.startsWith("below.");
            return isObject ? Value.Unknown.VALUE : new Value.Library(unknownLibrary(name, given.call()));
        }
        var known = found.get();
        if (known.dynamic()) {
            effects.unlimited();
        }
        known.self()
                .ifPresent(role ->
                        effects.use(role, self, 0, new Given(List.of(self), given.named(), given.call()), known));
        for (var i = 0; i < given.arguments().size(); i++) {
            effects.use(known.role(i), given.arguments().get(i), i, given, known);
        }
        known.named().forEach((argument, role) -> {
            var value = given.named().get(argument);
            if (value != null) {
                effects.use(role, value, 0, new Given(List.of(value), given.named(), given.call()), known);
            }
        });
        return result(known.result(), name, self, given);
    }

    private String unknownLibrary(String name, Code.Call call) {
        effects.notUnderstood("a call of " + name.replaceAll("\\(\\).*", ""), call.from(), call.to());
        return name.endsWith("()") ? name : name + "()";
    }

    private Value result(Result result, String name, Value self, Given given) {
        var arguments = given.arguments();
        var first = given.first();
        return switch (result) {
            case UNKNOWN -> Value.Unknown.VALUE;
            case PATH ->
                new Value.Handle(
                        "path",
                        arguments.isEmpty()
                                ? new Value.Text(List.of(new Piece.Known(
                                        ".", given.call().from(), given.call().to())))
                                : Texts.below(arguments));
            case FILE -> new Value.Handle("file", arguments.isEmpty() ? self : first);
            case SAME -> first;
            case SELF ->
                self instanceof Value.Text || self instanceof Value.Items ? self : new Value.Handle("path", self);
            case JOIN ->
                arguments.size() == 1 && first instanceof Value.Items(var items)
                        ? Texts.below(items)
                        : Texts.below(arguments);
            case JOINED ->
                first instanceof Value.Items(var items) && self instanceof Value.Text text && text.isKnown()
                        ? Value.joined(items, text.text())
                        : self instanceof Value.Items(var items) && (arguments.isEmpty() || first instanceof Value.Text)
                                ? Value.joined(
                                        items, first instanceof Value.Text text && text.isKnown() ? text.text() : "")
                                : Value.Unknown.VALUE;
            case HOME -> Texts.home(name);
            case EXPANDED -> {
                var expanded = given.firstOr(self).map(Texts::expanded);
                yield name.startsWith("path.") ? new Value.Handle("path", expanded) : expanded;
            }
            case PARENT -> Texts.parent(first);
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
            case ENCODED -> Texts.encoded(arguments);
            case CHARACTER ->
                Formats.decoded(result, arguments.size() > 1 ? new Value.Items(arguments) : given.firstOr(self));
            case BASE64, HEX, LOWER -> given.firstOr(self).map(one -> Formats.decoded(result, one));
            case REVERSED -> Texts.reversed(given.firstOr(self));
            case REPLACED, REPLACED_ONCE -> Texts.replaced(self, arguments, result == Result.REPLACED_ONCE);
            case VARIABLE -> got(new Value.Library("os.environ"), first);
            case OBJECT -> new Value.Library(name + "()");
        };
    }

    private Value unknownModule() {
        return effects.unlimited();
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

    private void code(Value value) {
        for (var text : Value.texts(value)) {
            if (value instanceof Value.Function) {
                return;
            }
            if (!text.isKnown() || ++codeDeep > MOST_DEEP) {
                effects.unlimited();
                continue;
            }
            var inner = language.translate(text.text());
            if (inner.isEmpty()) {
                effects.unlimited();
            } else {
                eval(inner.get());
            }
        }
    }
}

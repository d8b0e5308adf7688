package io.gatehouse.command;

import io.gatehouse.command.Context.Input;
import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.PowerWords.Argument;
import io.gatehouse.command.PowerWords.Line;
import io.gatehouse.command.Spec.Slot;
import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What one command of a PowerShell line does.
final class PowerCommands {
    /// Cmdlets whose block is run by another process or machine.
    private static final Set<String> AWAY = Set.of("invoke-command", "start-job", "start-threadjob");

    /// Cmdlets that put a text into a file.
    private static final Set<String> WRITERS =
            Set.of("set-content", "add-content", "out-file", "tee-object", "new-item");

    /// Unix programs of the same name as an alias; where that alias is not defined they are what runs.
    private static final Set<String> NATIVE = Set.of("rm", "rmdir", "cp", "mv", "cat", "ls", "tee", "curl", "wget");

    /// Providers whose paths are no files.
    private static final String PROVIDER =
            "(?is)(hklm|hkcu|hkcr|hku|registry|env|variable|function|alias|cert|wsman|microsoft\\.[\\w.]+\\\\\\w+):.*";

    private static final Map<Slot, Verb> VERBS = Map.of(
            Slot.READ,
            Verb.READ,
            Slot.WRITE,
            Verb.WRITE,
            Slot.EDIT,
            Verb.WRITE,
            Slot.DELETE,
            Verb.DELETE,
            Slot.MOVE,
            Verb.DELETE,
            Slot.ACCESS,
            Verb.ACCESS);

    private final PowerShell shell;
    private final WindowsPrograms programs;

    PowerCommands(PowerShell shell, WindowsPrograms programs) {
        this.shell = shell;
        this.programs = programs;
    }

    /// Words as the spec spells them, and those that a comma adds to an operand.
    private record Bound(List<Word> shown, List<Word> read, List<Arguments.Use> more) {}

    /// @param piped what the stage before puts out
    List<Word> run(Line line, List<Word> piped, PowerWalk walk, Context context, Scope scope) {
        for (var output : line.outputs()) {
            if (!output.text().isEmpty()) {
                programs.path(Verb.WRITE, output, false, ">", context, scope);
            }
        }
        if (line.arguments().isEmpty()) {
            return List.of();
        }
        var first = line.arguments().getFirst();
        if (!first.blocks().isEmpty() || first.elements().isEmpty()) {
            blocks(line.arguments(), walk, context, scope);
            return List.of(PowerWalk.unknown("&{…}", line.where(), List.of()));
        }
        List<Word> value = new ArrayList<>();
        var found = shell.findings().during(() -> value.addAll(named(first, line, piped, walk, context, scope)));
        put(line.outputs(), value, false, found, scope);
        return value.isEmpty()
                ? List.of(PowerWalk.unknown(first.elements().getFirst().text(), line.where(), found))
                : value;
    }

    private List<Word> named(
            Argument first, Line line, List<Word> piped, PowerWalk walk, Context context, Scope scope) {
        var word = first.elements().getFirst();
        var name = WindowsPrograms.name(word).orElse("");
        var alias = scope.find("alias:" + name).flatMap(Scope.Value::words).filter(words -> words.size() == 1);
        if (alias.isPresent()) {
            name = WindowsPrograms.name(alias.get().getFirst()).orElse("");
        }
        var cmdlets = Cmdlets.shipped();
        var written = word.text().toLowerCase(java.util.Locale.ROOT);
        var cmdlet = written.equals(name) || alias.isPresent() || (written.contains("\\") && !written.contains(".exe"))
                ? cmdlets.named(name)
                : name;
        var arguments = line.arguments().subList(1, line.arguments().size());
        var away = AWAY.contains(cmdlet);
        var inner = away ? context.within(cmdlet, isRemote(arguments)) : context;
        if (WindowsShells.knows(name)) {
            inner = context.within(name, false);
        }
        blocks(arguments, walk, inner, scope);
        if (name.isEmpty()) {
            programs.unknown(words(line.arguments()), context, scope);
            return List.of();
        }
        var spec = cmdlets.find(cmdlet);
        if (spec.isEmpty() || isNative(name, spec.get(), arguments)) {
            native_(name, cmdlet, line, context, scope);
            return List.of();
        }
        var bound = bound(word, arguments, spec.get());
        var specials = new PowerSpecials(shell, programs);
        var special = specials.run(cmdlet, bound.read(), piped, context, scope);
        var ran = programs.run(cmdlet, spec.get(), bound.shown(), files(bound.read()), context, scope);
        if (WRITERS.contains(cmdlet)) {
            var files = ran.arguments().uses.stream()
                    .filter(use -> use.slot() == Slot.WRITE)
                    .map(Arguments.Use::word)
                    .toList();
            var adds = cmdlet.equals("add-content") || bound.read().stream().anyMatch(each -> each.is("-append"));
            put(files, PowerSpecials.written(bound.read(), piped), adds, List.of(ran.draft()), scope);
        }
        specials.follow(cmdlet, bound.read(), ran.draft(), context, scope);
        bound.more().forEach(use -> more(use, ran, context, scope));
        if (bound.read().stream().anyMatch(each -> each.text().matches(PROVIDER)) && !cmdlet.startsWith("get-")) {
            shell.findings().doubt("what this path of a provider stands for is not known", line.where());
            ran.draft().worsen(Parse.PARTIAL);
        }
        if (special.parse() != Parse.FULL) {
            shell.findings().doubt(special.doubt(), line.where());
            ran.draft().drinks(special.sources());
            ran.draft()
                    .worsen(special.parse() == Parse.OPAQUE ? shell.findings().unread(ran.draft()) : special.parse());
        }
        if (NATIVE.contains(name) && written.equals(name)) {
            Programs.shipped()
                    .find(name)
                    .ifPresent(unix ->
                            programs.use(new Arguments(unix, words(line.arguments())), ran.draft(), context, scope));
        }
        given(ran, piped, context, scope);
        return special.value();
    }

    /// What stands in files then, for a command behind this one that runs them.
    void put(List<Word> files, List<Word> value, boolean adds, List<Draft> makers, Scope scope) {
        files.forEach(file -> shell.files().put(WindowsPrograms.slashed(file), value, adds, makers, scope.directory()));
    }

    private void native_(String name, String cmdlet, Line line, Context context, Scope scope) {
        var words = words(line.arguments());
        if (scope.find("function:" + name).isPresent() || (!cmdlet.equals(name) && !NATIVE.contains(name))) {
            var ran = programs.run(cmdlet, Programs.UNKNOWN, words, words, context, scope);
            shell.findings().doubt("a function of the line", ran.draft().where());
            ran.draft().worsen(Parse.PARTIAL);
        } else {
            programs.run(words, context, scope);
        }
    }

    /// `curl` and `wget` are programs unless their options are those of the cmdlet.
    private static boolean isNative(String name, Spec spec, List<Argument> arguments) {
        return (name.equals("curl") || name.equals("wget"))
                && parameters(arguments)
                        .noneMatch(text -> text.matches("-[A-Za-z]{3,}:?")
                                && Cmdlets.parameter(text.replace(":", ""), spec)
                                        .isPresent());
    }

    private static Stream<String> parameters(List<Argument> arguments) {
        return arguments.stream()
                .filter(argument -> argument.bare() && !argument.elements().isEmpty())
                .map(argument -> argument.elements().getFirst().text());
    }

    private static boolean isRemote(List<Argument> arguments) {
        return parameters(arguments).anyMatch(text -> text.matches("(?i)-(co|cn|hos|ses|vm|con).*"));
    }

    private static List<Word> words(List<Argument> arguments) {
        return arguments.stream()
                .flatMap(argument -> argument.elements().stream())
                .toList();
    }

    private void blocks(List<Argument> arguments, PowerWalk walk, Context context, Scope scope) {
        for (var argument : arguments) {
            for (var block : argument.blocks()) {
                walk.block(block.from(), block.to(), context.with(new Input.Inherited()), scope);
            }
        }
    }

    private static Bound bound(Word name, List<Argument> arguments, Spec spec) {
        List<Word> shown = new ArrayList<>(List.of(name));
        List<Word> read = new ArrayList<>(List.of(name));
        List<Arguments.Use> more = new ArrayList<>();
        var operands = 0;
        for (var i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (argument.elements().isEmpty()) {
                continue;
            }
            var word = argument.elements().getFirst();
            if (!argument.bare() || !isParameter(word)) {
                shown.addAll(argument.elements());
                read.add(word);
                var slot = spec.slot(operands++);
                if (operands > spec.slots().size()
                        && slot.filter(Slot.VALUE::equals).isPresent()) {
                    read.addAll(
                            argument.elements().subList(1, argument.elements().size()));
                }
                argument.elements().stream()
                        .skip(1)
                        .forEach(element -> more.add(new Arguments.Use(slot.orElse(Slot.ACCESS), element)));
                continue;
            }
            var text = word.text();
            var colon = text.indexOf(':');
            var parameter = Cmdlets.parameter(colon > 0 ? text.substring(0, colon) : text, spec);
            if (parameter.isEmpty()) {
                shown.addAll(argument.elements());
                read.add(word);
                continue;
            }
            var flag = new Word.Builder()
                    .add(parameter.get().getKey(), Mark.PLAIN, word.where())
                    .build(word.where());
            shown.add(flag);
            if (parameter.get().getValue().first()) {
                operands++;
            }
            List<Word> values = List.of();
            if (colon > 0 && colon + 1 < text.length()) {
                values = List.of(word.from(colon + 1));
            } else if (!parameter.get().getValue().values().isEmpty() && i + 1 < arguments.size()) {
                values = arguments.get(++i).elements();
            }
            if (parameter.get().getValue().values().isEmpty() || values.isEmpty()) {
                read.add(flag);
            }
            for (var value : values) {
                shown.add(value);
                if (!parameter.get().getValue().values().isEmpty()) {
                    read.add(flag);
                    read.add(value);
                }
            }
        }
        return new Bound(shown, read, more);
    }

    private static boolean isParameter(Word word) {
        var text = word.text();
        return text.length() > 1 && PowerText.isDash(text.charAt(0)) && Character.isLetter(text.charAt(1));
    }

    /// Without the paths that are no files.
    private static List<Word> files(List<Word> words) {
        return words.stream()
                .map(word -> word.text().matches(PROVIDER)
                        ? new Word.Builder().add("-", Mark.QUOTED, word.where()).build(word.where())
                        : word)
                .toList();
    }

    private void more(Arguments.Use use, WindowsPrograms.Ran ran, Context context, Scope scope) {
        var verb = VERBS.get(use.slot());
        if (verb != null) {
            var recursive = ran.arguments().recursive;
            programs.path(verb, use.word(), recursive, ran.draft().program, context, scope);
            if (use.slot() == Slot.MOVE || use.slot() == Slot.EDIT) {
                programs.path(Verb.READ, use.word(), recursive, ran.draft().program, context, scope);
            }
            if (verb == Verb.READ) {
                ran.draft().lists.add(WindowsPrograms.slashed(use.word()));
            }
        } else if (use.slot() == Slot.URL) {
            shell.findings()
                    .add(new UrlUse(
                            Urls.web(use.word().text()),
                            "",
                            ran.draft().program,
                            use.word().where()));
        }
    }

    /// Files that come down the pipe, or stand in an argument that is not known: what was listed may be among them.
    private void given(WindowsPrograms.Ran ran, List<Word> piped, Context context, Scope scope) {
        var spec = ran.arguments().spec;
        var takes = Stream.concat(spec.slots().stream(), spec.rest().stream())
                .filter(VERBS::containsKey)
                .findFirst();
        if (takes.isEmpty()) {
            return;
        }
        var verb = Optional.ofNullable(VERBS.get(takes.get())).orElse(Verb.ACCESS);
        var named = ran.arguments().uses.stream()
                .filter(use -> VERBS.containsKey(use.slot()))
                .toList();
        List<Draft> sources = new ArrayList<>();
        named.stream()
                .filter(use -> !use.word().known())
                .forEach(use -> sources.addAll(use.word().sources()));
        if (named.isEmpty() && context.input() instanceof Input.Pipe(var upstream)) {
            sources.addAll(upstream);
            piped.stream()
                    .filter(Word::known)
                    .forEach(word -> programs.path(verb, word, false, ran.draft().program, context, scope));
        }
        for (var source : sources) {
            for (var listed : source.lists) {
                programs.path(verb, listed, true, ran.draft().program, context, scope);
            }
        }
    }

    void define(String function, Scope scope) {
        scope.set("function:" + function, List.of());
    }

    /// `$env:NAME = value`
    void environment(String name, List<Word> value, Part where, Context context, Scope scope) {
        var builder = new Word.Builder().add(name.toUpperCase(java.util.Locale.ROOT) + "=", Mark.PLAIN, where);
        value.forEach(builder::add);
        programs.environment(builder.build(where), context, scope);
    }
}

package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Calls of .NET: those that touch files or the net, and those that only compute.
final class PowerMembers {
    /// Types whose members only compute or print.
    private static final Set<String> HARMLESS_TYPES = Set.of(
            "math",
            "string",
            "datetime",
            "datetimeoffset",
            "timespan",
            "guid",
            "int",
            "int32",
            "int64",
            "long",
            "double",
            "bool",
            "char",
            "byte",
            "convert",
            "console",
            "io.path",
            "version",
            "array",
            "regex",
            "text.regularexpressions.regex",
            "text.encoding",
            "text.stringbuilder",
            "uri",
            "decimal",
            "random",
            "enum",
            "globalization.cultureinfo",
            "runtime.interopservices.runtimeinformation",
            "environment",
            "psobject",
            "pscustomobject",
            "consolecolor",
            "collections.generic.list[string]",
            "stringcomparison");

    private static final Set<String> HARMLESS_MEMBERS = Set.of(
            "tolower",
            "toupper",
            "tolowerinvariant",
            "toupperinvariant",
            "trim",
            "trimstart",
            "trimend",
            "split",
            "replace",
            "contains",
            "startswith",
            "endswith",
            "tostring",
            "substring",
            "indexof",
            "lastindexof",
            "padleft",
            "padright",
            "gettype",
            "equals",
            "add",
            "where",
            "foreach",
            "toarray",
            "clear",
            "containskey",
            "insert",
            "remove",
            "append",
            "appendline",
            "getenumerator",
            "compareto",
            "adddays",
            "addhours",
            "addminutes",
            "addseconds",
            "tolocaltime",
            "touniversaltime",
            "dispose",
            "close",
            "count",
            "any",
            "getvalue",
            "getstring",
            "getbytes",
            "sort",
            "reverse",
            "first",
            "single",
            "matches",
            "match",
            "ismatch",
            "selectnodes",
            "selectsinglenode",
            "getfiles",
            "getdirectories",
            "gethashcode",
            "stop",
            "start",
            "next",
            "join",
            "hasvalue",
            "addrange");

    private static final String DOWNLOADER = "invoke-webrequest";

    private final PowerShell shell;
    private final WindowsPrograms programs;

    PowerMembers(PowerShell shell, WindowsPrograms programs) {
        this.shell = shell;
        this.programs = programs;
    }

    /// `[Type]::member…`
    List<Word> typed(PowerExpressions.Type type, PowerExpressions in, Context context, Scope scope) {
        var name = type.name().toLowerCase(Locale.ROOT).replaceAll("\\s", "").replaceFirst("^system\\.", "");
        var begin = type.at() + 2;
        var end = in.behindMemberAt(begin, type.to());
        var member = in.member(begin, type.to()).orElse("").toLowerCase(Locale.ROOT);
        List<Word> value = List.of(in.unknown(type.at(), type.to(), List.of()));
        if (end < type.to() && in.at(end) == '(') {
            var close = Math.min(in.behindGroup(end), type.to());
            var arguments = in.arguments(end, context, scope);
            value = call(
                    "[" + name + "]::" + member, name, member, arguments, in.part(type.at(), close), context, scope);
            end = close;
        }
        return applied(value, end, type.to(), in, context, scope);
    }

    private List<Word> call(
            String shown, String type, String member, List<Word> arguments, Part where, Context context, Scope scope) {
        var first = arguments.isEmpty() ? "" : arguments.getFirst().text().toLowerCase(Locale.ROOT);
        return switch (type + "::" + member) {
            case "scriptblock::create" -> {
                script(shown, arguments, where, context, scope);
                yield unknown(shown, where, arguments);
            }
            case "io.path::combine", "io.path::join" -> List.of(combined(arguments, where));
            case "environment::getfolderpath" ->
                List.of(home(first.matches("userprofile|personal|mydocuments") ? "" : first, where));
            case "environment::getenvironmentvariable" -> {
                var builder = new Word.Builder();
                PowerWords.known(first, "$env:" + first, where, builder);
                yield List.of(builder.build(where));
            }
            case "environment::setenvironmentvariable" -> {
                shell.commands()
                        .environment(first, arguments.stream().skip(1).limit(1).toList(), where, context, scope);
                yield List.of();
            }
            case "diagnostics.process::start" -> {
                programs.run(
                        arguments.isEmpty() ? List.of(PowerWalk.unknown(shown, where, List.of())) : arguments,
                        context,
                        scope);
                yield unknown(shown, where, arguments);
            }
            default -> {
                List<Draft> found = shell.findings().during(() -> {
                    var listed = known(shown, shown, List.of(), arguments, where, context, scope);
                    if (!listed && !HARMLESS_TYPES.contains(type) && !member.equals("new")) {
                        doubted(shown, arguments, where, context, scope);
                    }
                });
                yield unknown(shown, where, arguments, found);
            }
        };
    }

    /// An object of a type, made by a cmdlet.
    void made(Word type, List<Word> arguments, Context context, Scope scope) {
        var name = type.text().toLowerCase(Locale.ROOT).replaceFirst("^system\\.", "");
        var entry = "[" + name + "]::new";
        known(entry, entry, List.of(), arguments, type.where(), context, scope);
    }

    /// `.member`, `.method(…)`, `[index]` and `::member` behind a value.
    List<Word> applied(List<Word> start, int from, int to, PowerExpressions in, Context context, Scope scope) {
        var value = start;
        var at = from;
        while (at < to) {
            if (in.at(at) == '.' || in.startsWith("::", at)) {
                var begin = at + (in.at(at) == '.' ? 1 : 2);
                var end = Math.max(begin, in.behindMemberAt(begin, to));
                var member = in.member(begin, to).orElse("").toLowerCase(Locale.ROOT);
                var called = end < to && in.at(end) == '(';
                if (called) {
                    var close = Math.min(in.behindGroup(end), to);
                    value = method(
                            value, member, in.arguments(end, context, scope), in.part(from, close), context, scope);
                    end = close;
                } else if (!member.equals("length")) {
                    value = unknown("." + member, in.part(from, end), value);
                }
                at = Math.max(at + 1, end);
            } else if (in.at(at) == '[') {
                var end = Math.min(in.behindGroup(at), to);
                in.indexed(at, context, scope);
                value = unknown("[…]", in.part(from, end), value);
                at = Math.max(at + 1, end);
            } else {
                at++;
            }
        }
        return value;
    }

    private List<Word> method(
            List<Word> receiver, String member, List<Word> arguments, Part where, Context context, Scope scope) {
        var one = receiver.size() == 1
                && receiver.getFirst().known()
                && arguments.stream().allMatch(Word::known);
        var text = one ? receiver.getFirst().text() : "";
        if (one
                && member.equals("replace")
                && arguments.size() == 2
                && !arguments.getFirst().text().isEmpty()) {
            return List.of(PowerExpressions.made(
                    text.replace(arguments.getFirst().text(), arguments.get(1).text()), where));
        }
        if (one && arguments.isEmpty()) {
            switch (member) {
                case "tolower" -> {
                    return List.of(PowerExpressions.made(text.toLowerCase(Locale.ROOT), where));
                }
                case "toupper" -> {
                    return List.of(PowerExpressions.made(text.toUpperCase(Locale.ROOT), where));
                }
                case "trim" -> {
                    return List.of(PowerExpressions.made(text.strip(), where));
                }
                case "tostring" -> {
                    return receiver;
                }
                default -> {}
            }
        }
        var shown = "." + member;
        var found = shell.findings().during(() -> ran(shown, member, receiver, arguments, where, context, scope));
        List<Word> all = new ArrayList<>(receiver);
        all.addAll(arguments);
        return unknown(shown, where, all, found);
    }

    private void ran(
            String shown,
            String member,
            List<Word> receiver,
            List<Word> arguments,
            Part where,
            Context context,
            Scope scope) {
        if (member.isEmpty()
                || member.equals("invoke")
                || member.equals("invokescript")
                || member.equals("invokereturnasis")) {
            script(shown, member.equals("invokescript") ? arguments : receiver, where, context, scope);
        } else if (member.equals("create")
                && !arguments.isEmpty()
                && arguments.getFirst().known()
                && receiver.stream().anyMatch(word -> word.text().matches("(?i).*win32_process"))) {
            programs.run(arguments.getFirst(), context.within("wmic", false), scope);
        } else if (!known(downloads(member) ? DOWNLOADER : shown, shown, receiver, arguments, where, context, scope)
                && !HARMLESS_MEMBERS.contains(member)) {
            doubted(shown, arguments, where, context, scope);
        }
    }

    private static boolean downloads(String member) {
        return member.startsWith("download")
                || member.startsWith("openread")
                || (member.startsWith("getstring") && !member.equals("getstring"));
    }

    /// A call whose arguments are listed; what it found becomes a source of its value.
    private boolean known(
            String program,
            String entry,
            List<Word> receiver,
            List<Word> arguments,
            Part where,
            Context context,
            Scope scope) {
        var spec = Cmdlets.shipped().find(entry);
        if (spec.isEmpty()) {
            return false;
        }
        List<Word> words = new ArrayList<>(List.of(named(entry, where)));
        if (entry.startsWith(".") && Set.of(".delete", ".moveto", ".copyto").contains(entry)) {
            words.addAll(files(receiver));
        }
        words.addAll(arguments);
        programs.run(program, spec.get(), words, words, context, scope);
        return true;
    }

    /// What an object stands for: the files that were listed to get it.
    private static List<Word> files(List<Word> receiver) {
        List<Word> listed = new ArrayList<>();
        receiver.forEach(word -> word.sources().forEach(source -> listed.addAll(source.lists)));
        return listed.isEmpty() ? receiver : listed;
    }

    private void script(String shown, List<Word> text, Part where, Context context, Scope scope) {
        if (shell.text(text, context.within("scriptblock", false), scope)) {
            return;
        }
        List<Word> words = new ArrayList<>(List.of(named(shown, where)));
        words.addAll(text);
        var draft = new Draft(shown, words, context.wrappers(), false, context.background(), scope.directory(), where);
        draft.drinks(text.stream().flatMap(word -> word.sources().stream()).toList());
        shell.findings().doubt("a text that is not known before the line runs becomes a script", where);
        draft.worsen(shell.findings().unread(draft));
        shell.findings().add(draft);
    }

    private void doubted(String shown, List<Word> arguments, Part where, Context context, Scope scope) {
        List<Word> words = new ArrayList<>(List.of(named(shown, where)));
        words.addAll(arguments);
        var ran = programs.run(shown, Programs.UNKNOWN, words, words, context, scope);
        shell.findings().doubt("what this call of .NET does is not known", where);
        ran.draft().worsen(Parse.PARTIAL);
    }

    private static Word named(String name, Part where) {
        return new Word.Builder().add(name, Mark.QUOTED, where).build(where);
    }

    private static List<Word> unknown(String shown, Part where, List<Word> from) {
        return unknown(shown, where, from, List.of());
    }

    private static List<Word> unknown(String shown, Part where, List<Word> from, List<Draft> found) {
        List<Draft> sources = new ArrayList<>(found);
        from.forEach(word -> sources.addAll(word.sources()));
        return List.of(PowerWalk.unknown(shown, where, sources));
    }

    private static Word combined(List<Word> parts, Part where) {
        var builder = new Word.Builder();
        for (var i = 0; i < parts.size(); i++) {
            builder.add(i > 0 ? "/" : "", Mark.PLAIN, where).add(parts.get(i));
        }
        return builder.build(where);
    }

    private static Word home(String folder, Part where) {
        var builder = new Word.Builder();
        switch (folder) {
            case "" -> builder.add("$HOME", Mark.HOME, where);
            case "applicationdata" ->
                builder.add("$HOME", Mark.HOME, where).add("/AppData/Roaming", Mark.QUOTED, where);
            case "localapplicationdata" ->
                builder.add("$HOME", Mark.HOME, where).add("/AppData/Local", Mark.QUOTED, where);
            default -> builder.add("$HOME", Mark.HOME, where).add("/" + folder, Mark.ENVIRONMENT, where);
        }
        return builder.build(where);
    }
}

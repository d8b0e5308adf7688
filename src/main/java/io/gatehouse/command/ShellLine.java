package io.gatehouse.command;

import java.util.ArrayList;
import java.util.List;

/// Reads a line of Bash, as agents write them, without running anything.
public final class ShellLine {
    private static final int MOST_UNITS = 64 * 1024;

    private ShellLine() {}

    /// Total and safe for any thread: what cannot be understood is [Parse#OPAQUE], never an exception.
    public static Script parse(String line) {
        var whole = new Part(0, line.length());
        if (line.length() > MOST_UNITS) {
            return opaque("a line of over 64 KB", whole);
        }
        var root = Syntax.read(line);
        if (root == null) {
            return opaque("a line too large or too deeply nested", whole);
        }
        List<SimpleCommand> commands = new ArrayList<>();
        collect(root, Source.line(line), commands);
        return new Script(commands, List.of(), List.of(), List.of());
    }

    private static void collect(Node node, Source source, List<SimpleCommand> commands) {
        if (node.is("command")) {
            var argv = node.children().stream()
                    .filter(child ->
                            child.field().equals("name") || child.field().equals("argument"))
                    .map(source::text)
                    .toList();
            var program = argv.isEmpty() ? "" : argv.getFirst();
            var known = program.matches("[\\w./+-]+");
            commands.add(new SimpleCommand(
                    known ? program.substring(program.lastIndexOf('/') + 1) : "",
                    argv,
                    argv.stream().skip(1).filter(word -> word.startsWith("-")).toList(),
                    argv.stream().skip(1).filter(word -> !word.startsWith("-")).toList(),
                    List.of(),
                    List.of(),
                    List.of(),
                    false,
                    known ? Parse.PARTIAL : Parse.OPAQUE,
                    "",
                    source.part(node)));
        }
        node.children().forEach(child -> collect(child, source, commands));
    }

    private static Script opaque(String why, Part where) {
        var none = new SimpleCommand(
                "", List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), false, Parse.OPAQUE, "", where);
        return new Script(List.of(none), List.of(), List.of(), List.of(new Doubt(why, where)));
    }
}

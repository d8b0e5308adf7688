package io.gatehouse.command;

import io.gatehouse.command.PathUse.Verb;

/// The commands of a sed script: the files that it reads and writes, and the shell text that it runs.
final class Sed {
    private final ProgramText program;
    private final Source source;
    private final String text;
    private int at;

    Sed(ProgramText program) {
        this.program = program;
        this.source = program.source();
        this.text = source.text();
    }

    void read() {
        if (text.indexOf(Source.HOLE) >= 0) {
            doubt("a part of this sed script is not known");
        }
        while (at < text.length()) {
            if (" \t\n;{}".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (!address() || at >= text.length() || !command(text.charAt(at++))) {
                return;
            }
        }
    }

    private void doubt(String what) {
        program.doubt(Parse.PARTIAL, what, program.whole());
    }

    private boolean unreadable() {
        doubt("not all of this sed script is read");
        return false;
    }

    /// `1`, `$`, `/pattern/I`, `\cpatternc`, several of them joined, `!` behind them.
    private boolean address() {
        while (at < text.length()) {
            var unit = text.charAt(at);
            if (unit == '/' || (unit == '\\' && at + 1 < text.length())) {
                var delimiter = unit == '/' ? '/' : text.charAt(++at);
                at++;
                if (!part(delimiter)) {
                    return unreadable();
                }
                while (at < text.length() && "IM".indexOf(text.charAt(at)) >= 0) {
                    at++;
                }
            } else if (Character.isDigit(unit) || "$,~+! \t".indexOf(unit) >= 0) {
                at++;
            } else if (unit == Source.HOLE) {
                at++;
            } else {
                return true;
            }
        }
        return true;
    }

    /// Goes behind the next delimiter; false if there is none.
    private boolean part(char delimiter) {
        var set = false;
        while (at < text.length()) {
            var unit = text.charAt(at++);
            if (unit == '\\') {
                at++;
            } else if (set) {
                set = unit != ']';
            } else if (unit == '[' && delimiter != '[') {
                var end = text.indexOf(']', at + 1);
                set = end > 0 && text.substring(at, end).indexOf(delimiter) >= 0;
            } else if (unit == delimiter) {
                return true;
            }
        }
        return false;
    }

    private boolean twoParts(char delimiter) {
        var first = part(delimiter);
        return first && part(delimiter);
    }

    private boolean command(char name) {
        switch (name) {
            case 'a', 'i', 'c' -> passText();
            case 'r', 'R' -> file(Verb.READ);
            case 'w', 'W' -> file(Verb.WRITE);
            case 'e' -> execute();
            case 's' -> {
                return substitute();
            }
            case 'y' -> {
                if (at >= text.length()) {
                    return unreadable();
                }
                var delimiter = text.charAt(at++);
                return twoParts(delimiter) || unreadable();
            }
            case ':', 'b', 't', 'T' -> {
                while (at < text.length() && "\n;}".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
            }
            case '#' -> at = line();
            case 'q', 'Q', 'l', 'L' -> {
                while (at < text.length() && " 0123456789".indexOf(text.charAt(at)) >= 0) {
                    at++;
                }
            }
            case '{', '}', '=', 'd', 'D', 'g', 'G', 'h', 'H', 'n', 'N', 'p', 'P', 'x', 'z', 'F', 'v' -> {}
            default -> {
                return unreadable();
            }
        }
        return true;
    }

    /// To the end of a text that goes on behind a line that ends with `\`.
    private void passText() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
    }

    /// Where the rest of this line ends, without the blanks before it.
    private int line() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        var end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private void file(Verb verb) {
        var end = line();
        var from = at;
        at = end;
        if (end > from) {
            program.paths().add(verb, source.word(from, end), false);
        }
    }

    private void execute() {
        var end = line();
        var from = at;
        at = end;
        if (end > from) {
            program.shell(source.cut(from, end));
        } else {
            runsItsInput();
        }
    }

    private void runsItsInput() {
        program.doubt(Parse.OPAQUE, "sed runs the lines that it reads", program.whole());
    }

    private boolean substitute() {
        if (at >= text.length()) {
            return unreadable();
        }
        var delimiter = text.charAt(at++);
        if (!twoParts(delimiter)) {
            return unreadable();
        }
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            switch (text.charAt(at++)) {
                case 'w' -> {
                    file(Verb.WRITE);
                    return true;
                }
                case 'e' -> runsItsInput();
                default -> {}
            }
        }
        return true;
    }
}

package io.gatehouse.command.bash;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Makes shell lines of what shells do oddly, the same for the same seed.
///
/// The lines are really run, so nothing in them leads out of the directory that they run in: no `..`, a slash only
/// behind a plain name, `$PWD`, `$HOME` or `~`, no value with a slash in it, no `$0`. [#isSafe] holds that for lines
/// that were cut or mutated, too.
final class ShellGrammar {
    static final List<String> STUBS = List.of(
            "rm", "curl", "python3", "git", "cp", "mv", "ln", "chmod", "wget", "ssh", "docker", "make", "npm", "node",
            "sed", "tar", "dd", "mkdir", "touch", "ls", "grep", "sort", "sudo", "shred", "scp", "nc", "sleep");

    private static final List<String> FILES = List.of("a", "b", "c.txt", "d/e", "new", ".hid", "-f", "f-1", "é");
    private static final List<String> NAMES = List.of("x", "y", "v", "w", "IFS", "_z");
    private static final String SPICE = "$(){}[]<>|&;`'\"\\ \n\t#*?~=!:-0aé\r";
    private static final Pattern SUBSTITUTED = Pattern.compile("\\$\\{\\w+//?[^}/~$]*(/[^}/~$]*)?}");
    private static final Pattern LEADING_OUT = Pattern.compile(
            "(?<![\\w.é]|\\$PWD|\\$HOME|\\$\\{HOME}|~)/|\\.[^\\w\\s/;&|()<>]+\\.|\\$(?!PWD|HOME)\\w+/|\\.\\.(?!\\d|z|[a-e]})|\\$\\{?(0|_|BASH|SHELL|OLDPWD)\\b|2[fF]|05[67]|2[eE]"
                    + "|~[^/ \\n;)&|]|(?<!time )-\\w*p\\b|-\\w*i\\b|env\\W+-\\W|exec\\W+-\\w*c|PATH|[\\w'\"é]\\d+[<>]");
    private static final int DEEPEST = 2;

    private final Random random;
    private final List<String> functions = new ArrayList<>();
    private int depth;
    private int scripts;

    ShellGrammar(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    static boolean isSafe(String line) {
        return !LEADING_OUT.matcher(SUBSTITUTED.matcher(line).replaceAll("V")).find();
    }

    String line() {
        while (true) {
            functions.clear();
            var line = statements(1 + random.nextInt(2));
            if (chance(6)) {
                line = mutated(line);
            }
            if (line.length() < 300 && isSafe(line) && line.indexOf('\0') < 0) {
                return line;
            }
        }
    }

    private String mutated(String line) {
        var text = new StringBuilder(line);
        for (var i = random.nextInt(2); i >= 0; i--) {
            var at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(9))));
            }
        }
        return text.toString();
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String statements(int count) {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) {
            text.append(statement());
            if (i + 1 < count) {
                text.append(
                        ended(text)
                                ? ""
                                : one("; ", ";", "\n", " && ", " || ", " & ", "\n\n", " # x\n", " ;\\\n", "\r\n"));
            }
        }
        return text.toString();
    }

    private static boolean ended(CharSequence text) {
        return !text.isEmpty() && text.charAt(text.length() - 1) == '\n';
    }

    /// Statements that end with a separator, to stand before `}`, `)`, `done`, `fi`.
    private String block() {
        var text = statements(chance(4) ? 2 : 1);
        return ended(text) ? text : text + one("; ", "\n");
    }

    private String inner() {
        var text = statements(chance(4) ? 2 : 1);
        return text;
    }

    private String statement() {
        if (depth >= DEEPEST) {
            return simple();
        }
        depth++;
        try {
            return switch (random.nextInt(34)) {
                case 0 -> pipeline();
                case 1 -> "( " + inner() + ")" + redirects(4);
                case 2 -> "{ " + block() + "}" + redirects(4);
                case 3 -> conditional();
                case 4 -> loop();
                case 5 -> alternatives();
                case 6 -> function();
                case 7 -> assignment() + one("; ", "\n") + statement();
                case 8 -> hereDocument();
                case 9 -> nested();
                case 10 -> "eval " + one(quoted(inner()), word() + " " + quoted(inner()), simple());
                case 11 -> "trap " + quoted(inner()) + " " + one("EXIT", "0", "DEBUG", "ERR", "RETURN", "exit");
                case 12 -> one("! ", "time ", "time -p ", "! ! ", "") + pipeline();
                case 13 -> one("coproc " + simple(), "coproc C { " + block() + "}", "coproc { " + block() + "}");
                case 14 -> "exec " + redirect() + one("; ", "\n") + statement();
                case 15 -> directory() + one("; ", " && ", "\n") + statement();
                case 16 -> sourced();
                case 17 -> wrapped();
                case 18 -> test();
                case 19 -> arithmetic();
                case 20 -> alias();
                case 21 ->
                    "set -- " + words() + one("; ", "\n")
                            + one("\"$@\"", "$1", "$*", "rm $2", "shift; $1 a", "${@:2}", "${1}${2}");
                case 22 ->
                    "f" + random.nextInt(2) + one("=(", "+=(") + words() + ")" + "; "
                            + one("${f0[@]}", "\"${f1[0]}\"", "${f0[1]} a", "rm ${f0[*]}", "$f1");
                case 23 ->
                    "read " + one("", "-r ") + one("x", "x y", "v") + " <<< " + word() + "; $" + one("x", "v") + " a";
                case 24 ->
                    "printf -v " + one("x", "v") + " " + one("%s", "'%s'", "r%s") + " " + one("rm", "m", "ls") + "; $"
                            + one("x", "v") + " a";
                default -> simple();
            };
        } finally {
            depth--;
        }
    }

    private String simple() {
        if (!functions.isEmpty() && chance(5)) {
            return one(functions) + " " + words();
        }
        var text = new StringBuilder();
        if (chance(8)) {
            text.append(redirect()).append(' ');
        }
        if (chance(8)) {
            text.append(assignment()).append(' ');
        }
        text.append(program());
        for (var i = random.nextInt(4); i > 0; i--) {
            text.append(chance(12) ? " \\\n " : " ").append(chance(6) ? redirect() : word());
        }
        text.append(redirects(3));
        return text + (chance(20) ? " # " + one("x", "'", "$(", "done") + "\n" : "");
    }

    private String redirects(int oneIn) {
        return chance(oneIn) ? one(" ", "").concat(redirect()) + (chance(3) ? " " + redirect() : "") : "";
    }

    private String program() {
        var name = chance(6) ? one("cat", "echo", "tee") : one(STUBS);
        return chance(2) ? name : spelled(name);
    }

    /// Another way to write a name.
    private String spelled(String name) {
        var first = name.substring(0, 1);
        var rest = name.substring(1);
        var code = name.charAt(0);
        return switch (random.nextInt(36)) {
            case 0 -> first + "'" + rest + "'";
            case 1 -> first + "\"" + rest + "\"";
            case 2 -> "\\" + name;
            case 3 -> "\"" + name + "\"";
            case 4 -> "$'\\x%x%s'".formatted((int) code, rest);
            case 5 -> "$'\\%o%s'".formatted((int) code, rest);
            case 6 -> "$'\\u00%x'%s".formatted((int) code, rest);
            case 7 -> "$(echo " + name + ")";
            case 8 -> "`echo " + name + "`";
            case 9 -> "$(printf " + one("", "%s ", "'%s' ") + name + ")";
            case 10 -> "${" + one(NAMES) + one(":-", "-", ":=", "=") + name + "}";
            case 11 -> first + "\\\n" + rest;
            case 12 -> first + "$@" + rest;
            case 13 -> first + "${zz}" + rest;
            case 14 -> "$(echo " + first + ")" + rest;
            case 15 -> "{" + name + "," + one("a", "-f", "b") + "}";
            case 16 -> first + "{" + rest + ",x}";
            case 17 -> "$\"" + name + "\"";
            case 18 -> "''" + name;
            case 19 -> one("command ", "builtin command ", "exec ", "env ", "nohup ", "exec -a z ") + name;
            case 20 ->
                "x" + "=" + name + one("; ", "\n", " && ")
                        + one("$x", "${x}", "\"$x\"", "${x,,}", "${x@L}", "${x:0}", "${!x}");
            case 21 -> "v=z" + name + "; ${v#z}";
            case 22 -> "v=" + name + "z; ${v%z}";
            case 23 -> "v=z" + rest + "; ${v/z/" + first + "}";
            case 24 -> "w=" + name + "; x=w; ${!x}";
            case 25 -> "v=" + name.toUpperCase(java.util.Locale.ROOT) + "; ${v,,}";
            case 26 -> "v=12" + name + "; ${v:2}";
            case 27 -> "y=(ls " + name + "); ${y[1]}";
            case 28 -> "$(" + "echo `echo " + name + "`)";
            case 29 -> "`echo \\`echo " + name + "\\``";
            case 30 -> "$(cat <<< " + name + ")";
            case 31 -> first + "$'" + rest + "'";
            case 32 -> "x=" + first + " y=" + rest + "; $x$y";
            case 33 -> "${PWD:+" + name + "}";
            case 34 -> "declare x=" + name + "; $x";
            default -> "$(rev <<< " + new StringBuilder(name).reverse() + ")";
        };
    }

    private String words() {
        var text = new StringBuilder();
        for (var i = random.nextInt(3); i >= 0; i--) {
            text.append(i == 0 ? "" : " ").append(word()).append(i == 0 ? "" : " ");
        }
        return text.toString();
    }

    private String word() {
        return switch (random.nextInt(30)) {
            case 0 -> quoted(one("a b", "$x", "-rf", "a;b", "*", "a\tb", "it's", "#", "", "|", "é", "\\"));
            case 1 ->
                "\""
                        + one(
                                "$x",
                                "$PWD/a",
                                "a $(" + atomic() + ")",
                                "`" + atomicPlain() + "`",
                                "\\$x",
                                "\\\"",
                                "$((1+2))",
                                "$@",
                                "a'b",
                                "${x:-a b}")
                        + "\"";
            case 2 -> "$" + one(NAMES);
            case 3 -> "{a,b}" + one("", "c", ".txt");
            case 4 -> one("{1..3}", "{a..c}", "{01..03}", "x{,y}", "{a}", "{}", "{a,b", "{a,{b,c}}", "{3..1..2}");
            case 5 -> one("*", "?", "[ab]", "c.*", "*.txt", "d/*", "[!a]", "@(a)");
            case 6 -> one("~", "~/a", "$HOME/a", "${HOME}/b", "$PWD/c", "a~");
            case 7 -> "$(" + atomic() + ")";
            case 8 -> "`" + atomicPlain() + "`";
            case 9 -> "<(" + atomic() + ")";
            case 10 -> ">(" + atomic() + ")";
            case 11 -> "$((" + one("1+2", "x", "1<<2", "x=3", "$(echo 1)", "x++") + "))";
            case 12 ->
                "$'" + one("a\\tb", "\\'", "\\x41", "a\\nb", "\\e", "\\101", "\\cA", "x\\0y", "\\u00e9", "\\\\") + "'";
            case 13 -> "a\\" + one(" ", ";", "\\", "'", "\"", "$", "*", "\n") + "b";
            case 14 ->
                "${x"
                        + one(
                                "-a",
                                ":-a b",
                                ":-'a b'",
                                ":-$(" + atomic() + ")",
                                "+a",
                                ":+`" + atomicPlain() + "`",
                                "#a",
                                "%%b*",
                                "/a/b",
                                "^",
                                "^^",
                                "@Q",
                                ":0:1",
                                ":=q")
                        + "}";
            case 15 -> one("-rf", "-", "--", "-n", "--x=a", "-x", "if", "then", "!", "[", "]]", "a=b", "done", "in");
            case 16 -> one("a#b", "a'#'", "\\#", "é", "ａ", "a\u00a0b", "a\u200bb", "𝔞");
            case 17 -> "$" + one("#", "?", "$$", "!", "1", "@", "*", "-").replace("$$", "$");
            case 18 -> "\"\"";
            default -> file();
        };
    }

    private String file() {
        return one(FILES);
    }

    /// A command small enough to stand in a substitution.
    private String atomic() {
        if (depth < DEEPEST) {
            depth++;
            try {
                return statement();
            } finally {
                depth--;
            }
        }
        return atomicPlain();
    }

    private String atomicPlain() {
        return one(STUBS) + " " + file();
    }

    private String target() {
        return switch (random.nextInt(14)) {
            case 0 -> "\"" + file() + "\"";
            case 1 -> "'a b'";
            case 2 -> "$x";
            case 3 -> "\"$PWD/a\"";
            case 4 -> "~/a";
            case 5 -> "$(echo a)";
            case 6 -> "a\\ b";
            case 7 -> "$'n\\x41'";
            case 8 -> "${x:-new}";
            case 9 -> one("x{1,2}", "c.*", "?", ">(cat)", "é");
            default -> one(FILES);
        };
    }

    private String redirect() {
        return switch (random.nextInt(20)) {
            case 0 -> one("2>&1", "1>&2", ">&2", "2>&-", "<&-", ">&-", "3>&1", "<&0", "3<&0-");
            case 1 -> one("&>", "&>>", ">&") + one("", " ") + target();
            case 2 -> one("3>", "3<", "3<>", "<>", "4>>", "2>", "2>>", "0<", "1>", "9>") + one("", " ") + target();
            case 3 -> ">|" + target();
            case 4 -> "{fd}" + one(">", "<", ">>") + target();
            case 5 -> "<<<" + one("", " ") + word();
            case 6 -> "<<< \"" + inner().replace("\"", "").replace("\\", "") + "\"";
            case 7 -> "< <(" + atomic() + ")";
            case 8 -> "> >(" + atomic() + ")";
            case 9 -> one("<", "0<") + one("", " ") + target();
            case 10 -> ">>" + target();
            default -> ">" + one("", " ") + target();
        };
    }

    private String pipeline() {
        var text = new StringBuilder(statement());
        if (ended(text)) {
            return text.toString();
        }
        for (var i = random.nextInt(3); i >= 0 && !ended(text); i--) {
            text.append(one(" | ", "|", " |& ", " |\n", " | \\\n"));
            text.append(
                    chance(4)
                            ? one(
                                    "sh",
                                    "bash",
                                    "bash -s",
                                    "sh -s a",
                                    "xargs",
                                    "xargs rm",
                                    "xargs -n1 rm",
                                    "cat",
                                    "tee a",
                                    "while read l; do $l; done",
                                    "(cat; ls)",
                                    "xargs -I{} cp {} b",
                                    "source /dev/stdin",
                                    "{ cat | sh; }",
                                    "base64 -d | sh")
                            : statement());
        }
        return text.toString();
    }

    private String conditional() {
        var text = "if " + block() + "then" + one(" ", "\n") + block();
        text += chance(3) ? "elif " + block() + "then " + block() : "";
        text += chance(2) ? "else " + block() : "";
        return text + "fi" + redirects(4);
    }

    private String loop() {
        return switch (random.nextInt(6)) {
            case 0 ->
                "for " + one(NAMES) + " in " + words() + one("; ", "\n") + "do " + block() + "done" + redirects(3);
            case 1 ->
                "for x in " + one("rm ls", "a b", "*", "$(echo rm)", "{ls,rm}", "\"a b\"") + "; do "
                        + one("$x a", "\"$x\"", "rm $x", "echo $x > a", "cat < $x", "> $x") + "; done";
            case 2 ->
                one("while", "until ! ") + " [ -z \"$i\" ]" + one("; ", "\n") + "do i=1; " + block() + "done"
                        + redirects(3);
            case 3 -> "for ((i=0;i<2;i++)); do " + block() + "done";
            case 4 -> "select x in a " + one("rm", "b") + "; do " + block() + "break; done <<< " + one("1", "2");
            default ->
                "while read " + one("", "-r ") + "l; do "
                        + one("$l", "rm $l", "eval \"$l\"", block().replaceAll("\\s*[;\\n]\\s*$", "")) + "; done "
                        + one("<<< 'rm a'", "< <(echo rm)", "< a");
        };
    }

    private String alternatives() {
        return "case " + one("a", word()) + " in " + one("a)", "(a)", "*)", "a|b)", "[ab])", "\"a\")", "$x)", "?*)")
                + " " + statements(1) + one(" ;; ", "\n;;\n", " ;& ", " ;;& ")
                + one("*) " + statements(1) + one(" ;;", "\n"), "") + " esac";
    }

    private String function() {
        var name = one("foo", "bar", "ls", "f-g", "rm", "echo");
        var body =
                switch (random.nextInt(5)) {
                    case 0 -> "( " + inner() + ")";
                    case 1 -> "{ \"$@\"; }";
                    case 2 -> "{ " + one("$1 a", "rm $1", "$*", "command ls", "shift; rm $@", "local x=$1; $x") + "; }";
                    default -> "{ " + block() + "}";
                };
        functions.add(name);
        return one(name + "() ", "function " + name + " ", "function " + name + "() ", name + " ()\n") + body
                + redirects(6) + one("; ", "\n") + name + " " + one("a", "rm", "ls b", "rm -f a", "")
                + (chance(4) ? "; unset -f " + name + "; " + name : "");
    }

    private String assignment() {
        return one(NAMES.subList(0, 4))
                + one("=", "=", "=", "+=")
                + one(
                        "a",
                        "rm",
                        "'rm a'",
                        "$(" + atomicPlain() + ")",
                        "\"\"",
                        "",
                        "ls\\ a",
                        "$x",
                        "{a,b}",
                        "*",
                        "~",
                        "$(echo rm)",
                        "(rm a)",
                        "`echo ls`",
                        "$'a b'",
                        "${y:-rm}");
    }

    private String quoted(String text) {
        return switch (random.nextInt(3)) {
            case 0 ->
                "\""
                        + text.replace("\\", "\\\\")
                                .replace("\"", "\\\"")
                                .replace("$", one("\\$", "$"))
                                .replace("`", "\\`")
                        + "\"";
            default -> "'" + text.replace("'", "'\\''") + "'";
        };
    }

    private String hereDocument() {
        var end = one("E", "EOF", "END-1");
        var mark = one(end, end, "'" + end + "'", "\"" + end + "\"", "\\" + end);
        var reader = one(
                "cat",
                "sh",
                "bash",
                "bash -s a b",
                "cat - ",
                "tee a",
                "xargs rm",
                "python3 -",
                "sh -s",
                "while read l; do $l; done",
                "source /dev/stdin",
                "{ cat; }",
                "(sh)",
                "env sh",
                "xargs -n1",
                "cat | sh");
        var tail = one(
                "",
                "",
                "",
                " > " + target(),
                " | " + simple().replace("\n", " "),
                " && " + simple().replace("\n", " "),
                "; ls",
                " | sh",
                " 2>&1",
                " &",
                " 3<<< x");
        var body = one(
                inner(),
                inner(),
                "$(" + atomicPlain() + ")",
                "`" + atomicPlain() + "`",
                "rm $x",
                "${x:-$(" + atomicPlain() + ")}",
                "\\$(rm a)",
                "a\nls\nb",
                "$x",
                "rm a\\\n b",
                "'$(ls)'");
        var dash = chance(4);
        return reader + " <<" + (dash ? "-" : "") + one("", " ") + mark + tail + "\n" + (dash ? "\t" : "") + body + "\n"
                + (dash ? "\t" : "") + end + "\n";
    }

    private String nested() {
        var text = inner();
        return switch (random.nextInt(8)) {
            case 0 ->
                one("sh", "bash", "env bash", "bash --norc", "bash -e", "sh -x", "nohup sh", "exec bash") + " -c "
                        + quoted(text) + one("", " a b", " x rm");
            case 1 ->
                one("sh", "bash") + " -c '"
                        + one("$0 a", "$1 a", "\"$@\"", "rm \"$1\"", "eval $1").replace("$0", "$1") + "' x "
                        + one("rm", "ls", "'rm a'", "git");
            case 2 ->
                "echo " + quoted(text)
                        + one(
                                " | sh",
                                "|bash",
                                " | sh -s",
                                " | bash -s x",
                                " > new; sh new",
                                " > new; source new",
                                " > new && . new",
                                " >new; bash < new",
                                " | cat | sh",
                                " | tee a | sh");
            case 3 -> "bash <<< " + quoted(text);
            case 4 -> one("bash", "source", ".") + " <(echo " + quoted(text) + ")";
            case 5 -> "printf " + one("%s ", "'%s\\n' ", "'%b' ", "") + quoted(text.replace("%", "")) + " | sh";
            case 6 ->
                "echo "
                        + java.util.Base64.getEncoder()
                                .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .replace("/", "")
                        + " | base64 -d | sh";
            default -> "bash -c " + quoted("bash -c " + quoted(text));
        };
    }

    private String wrapped() {
        return switch (random.nextInt(9)) {
            case 0 ->
                one("find . -exec ", "find d -type f -exec ", "find . -name a -exec ", "find . -maxdepth 1 -execdir ")
                        + one(STUBS) + " {} " + one("\\;", "+", "';'");
            case 1 -> "find . -name c.txt -exec sh -c " + quoted(one("rm \"$1\"", "ls", "rm {}", "$1 a")) + " _ {} \\;";
            case 2 ->
                "echo " + one("a b", "rm", "a", "'a b'") + " | xargs " + one("", "-0 ", "-n 1 ", "-I{} ", "-t ", "-P2 ")
                        + one("rm", "env rm", "sh -c 'rm \"$0\"'", "cp {} b", "", "-n1 ls");
            case 3 -> one("env ", "env A=b ", "env -u x ", "env -S 'rm a' ", "env -- ") + program();
            case 4 ->
                one(
                                "nohup ",
                                "timeout 2 ",
                                "timeout -s KILL 2 ",
                                "nice ",
                                "nice -n 5 ",
                                "setsid ",
                                "setsid -w ",
                                "nice -5 ",
                                "time ")
                        + simple();
            case 5 -> "command " + one("-v ", "-V ", "") + simple();
            case 6 -> "exec " + one("-a z ", "-l ", "") + one(STUBS) + " " + words();
            case 7 -> "builtin " + one("eval " + quoted(inner()), "command rm a", "echo a", "cd d", "exec ls");
            default -> "find . -name '" + one("*", "a") + "' | xargs " + one("rm", "-I{} rm {}", "sh -c 'ls $1' x");
        };
    }

    private String test() {
        var condition = one(
                "a = a",
                "-f a",
                "-n $x",
                "$x == r*",
                "a =~ ^a$",
                "$(" + atomicPlain() + ") = a",
                "-z \"$(" + atomicPlain() + ")\"",
                "-e <(ls)",
                "a < b",
                "a -ot b",
                "! -e a",
                "a && ! b",
                "-v x",
                "( a )");
        return one("[[ " + condition + " ]]", "[ " + condition + " ]", "test " + condition)
                + one(" && ", " || ", "; ")
                + simple();
    }

    private String arithmetic() {
        return one(
                        "(( x = 1 + $(echo 2) ))",
                        "let x=1+2",
                        "((x++))",
                        "echo $[1+2]",
                        "echo $(( $(" + atomicPlain() + ") ))",
                        "(( a[$(" + atomicPlain() + " >&2)] ))",
                        "x=$((1<2))",
                        "((1<2))",
                        "let 'x = 3 > 2'",
                        "((x > 1))")
                + one("; ", " && ", " || ")
                + simple();
    }

    private String alias() {
        var name = one("q", "ls", "foo");
        return one("shopt -s expand_aliases", "set -o posix") + "\nalias " + name + "="
                + one("rm", "'rm -f'", "'sh -c \"rm a\"'", "'echo; rm'", "\"git \"", "'foo() { rm a; }'") + "\n" + name
                + " " + words();
    }

    private String directory() {
        return one(
                "cd d",
                "cd",
                "cd -",
                "cd \"$PWD\"",
                "cd ./d",
                "pushd d",
                "popd",
                "cd -- d",
                "cd -P d",
                "cd ~",
                "cd d 2>a",
                "cd d || ls",
                "pushd d >a");
    }

    private String sourced() {
        var name = "s" + ++scripts;
        var text = "echo " + quoted(inner()) + one(" > new", " >> new", " > \"new\"") + "; "
                + one(
                        "sh new",
                        ". ./new",
                        "source new",
                        "bash new a",
                        "chmod +x new; ./new",
                        "sh < new",
                        "cat new | sh",
                        "eval \"$(cat new)\"",
                        "eval \"$(<new)\"",
                        "$(cat new)",
                        "xargs < new",
                        "exec sh new",
                        "bash -x new",
                        "xargs -a new rm",
                        "`<new`",
                        "cp new b; sh b",
                        "mapfile -t l < new; ${l[0]}");
        return text.replace("new", name);
    }
}

package io.gatehouse.command;

import io.gatehouse.command.PathUse.Verb;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes down the paths that one command or redirection uses.
final class Paths {
    private static final Set<String> STREAMS = Set.of(
            "/dev/null",
            "/dev/stdin",
            "/dev/stdout",
            "/dev/stderr",
            "/dev/tty",
            "/dev/zero",
            "/dev/urandom",
            "/dev/random");

    private static final Pattern DESCRIPTOR = Pattern.compile("/dev/fd/\\d+");

    /// To which `-` is a file like others.
    private static final Set<String> NAMED_DASH = Set.of("tee", "<", ">", ">>", ">|", "<>", "&>", "&>>");

    private final Findings findings;
    private final String directory;
    private final String via;
    private final boolean remote;

    Paths(Findings findings, String directory, String via, boolean remote) {
        this.findings = findings;
        this.directory = directory;
        this.via = via;
        this.remote = remote;
    }

    /// Where a word begins not to be known, as in `name<(command)`.
    private static int wild(Word word) {
        var wild = word.wild();
        for (var i = 0; i < word.text().length(); i++) {
            if (word.mark(i) == Word.Mark.PIPE) {
                return wild < 0 ? i : Math.min(i, wild);
            }
        }
        return wild;
    }

    /// A directory's name behind other text, as in `"&$PWD"`, where "." does not stand for it.
    private static boolean namesHereWithin(Word word) {
        return IntStream.range(1, word.text().length()).anyMatch(i -> word.mark(i) == Word.Mark.HERE);
    }

    private static String hereAsWritten(Word word) {
        return IntStream.range(0, word.text().length())
                .mapToObj(i ->
                        word.mark(i) == Word.Mark.HERE ? "$PWD" : word.text().substring(i, i + 1))
                .collect(Collectors.joining());
    }

    void speaks(String url, String method, Word word) {
        findings.add(new UrlUse(url, method, via, word.where()));
    }

    void add(Verb verb, Word word, boolean recursive) {
        add(verb, word, recursive, "");
    }

    void add(Verb verb, Word word, boolean recursive, String linkTarget) {
        var text = word.path();
        if (text.isEmpty()
                || word.mark(0) == Word.Mark.PIPE
                || (text.equals("-") && !NAMED_DASH.contains(via))
                || STREAMS.contains(text)) {
            return;
        }
        var socket = Urls.socket(text);
        if (socket.isPresent()) {
            findings.add(new UrlUse(socket.get(), "", via, word.where()));
            return;
        }
        if (remote || DESCRIPTOR.matcher(text).matches()) {
            return;
        }
        var local = Urls.localFile(text);
        if (local.isPresent()) {
            findings.add(new PathUse(verb, local.get(), recursive, "", linkTarget, directory, via, word.where()));
            return;
        }
        if (namesHereWithin(word)) {
            findings.add(new PathUse(
                    verb, hereAsWritten(word), recursive, "", linkTarget, Scope.UNKNOWN_DIRECTORY, via, word.where()));
            return;
        }
        var wild = wild(word);
        if (wild < 0) {
            findings.add(new PathUse(verb, text, recursive, "", linkTarget, directory, via, word.where()));
            return;
        }
        if (!word.mark(0).known()) {
            var program = findings.runningFile();
            program.ifPresent(draft -> draft.worsen(Parse.PARTIAL));
            // A script on the disk has its variables from its surroundings; what is known is the name at the end.
            var seen = program.isPresent() ? Verb.ACCESS : verb;
            findings.add(
                    new PathUse(seen, text, recursive, "", linkTarget, Scope.UNKNOWN_DIRECTORY, via, word.where()));
            return;
        }
        var shift = text.length() - word.text().length();
        var slash = text.lastIndexOf('/', wild + shift);
        var fixed = slash < 0 ? "." : slash == 0 ? "/" : text.substring(0, slash);
        findings.add(new PathUse(
                verb, fixed, recursive, text.substring(slash + 1), linkTarget, directory, via, word.where()));
    }
}

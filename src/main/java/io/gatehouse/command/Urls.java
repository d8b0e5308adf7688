package io.gatehouse.command;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The forms in which a line names another machine.
final class Urls {
    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\s]+)\\S*");
    private static final Pattern REQUIRED =
            Pattern.compile("@?[\\w./-]+(?:\\[[\\w,-]*])?\\s*@\\s*((?:git\\+)?[A-Za-z]+://[^/?#\\s]+\\S*)");
    private static final Pattern LOCAL = Pattern.compile("(?i)file:(?://(?:localhost)?)?(/.*)");
    private static final Pattern SOCKET = Pattern.compile("/dev/(tcp|udp)/([^/]+)/([^/]+)");
    private static final Pattern ACCOUNT = Pattern.compile("[\\w.+-]+@([\\w.-]+):(?!//).*");
    private static final Pattern REMOTE = Pattern.compile("(?:[\\w.+-]+@)?([A-Za-z0-9][\\w.-]+|\\[[0-9A-Fa-f:]+]):.*");
    private static final Pattern HOST = Pattern.compile("(?:[\\w.+-]+@)?([\\w.-]+|\\[[0-9A-Fa-f:]+])(?::\\d+)?");

    private static final Pattern HERE =
            Pattern.compile("(?i)[a-z]+://(?:[^@/]*@)?(?:localhost|127\\.[\\d.]+|\\[?::1]?)(?::\\d+)?/?");

    private Urls() {}

    static Optional<String> url(String text) {
        if (text.indexOf(':') < 0) {
            return Optional.empty();
        }
        var url = URL.matcher(text);
        if (url.matches()) {
            return url.group(1).equalsIgnoreCase("file") ? Optional.empty() : Optional.of(text);
        }
        var required = REQUIRED.matcher(text);
        return required.matches() ? Optional.of(required.group(1)) : Optional.empty();
    }

    /// A URL of which a part behind the host is not known.
    static Optional<String> begun(Word word) {
        if (word.known() || word.text().indexOf("://") < 0) {
            return Optional.empty();
        }
        var known = 0;
        while (known < word.text().length() && word.mark(known).known()) {
            known++;
        }
        var begun = word.text().substring(0, known);
        return begun.matches("[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\s]+[/?#].*") ? url(begun) : Optional.empty();
    }

    /// A name of which a part is not known; that part, which may carry anything, is one name of its own.
    static String filled(Word word) {
        var text = new StringBuilder();
        for (var i = 0; i < word.text().length(); i++) {
            if (word.mark(i).known()) {
                text.append(word.text().charAt(i));
            } else if (i == 0 || word.mark(i - 1).known()) {
                text.append('x');
            }
        }
        return text.indexOf("x.") == 0 || word.known() ? text.toString().replaceFirst("^@", "") : word.text();
    }

    /// `curl example.com/x` asks by HTTP, `http :8080/x` this machine.
    static String web(String text) {
        if (text.matches(":\\d*(/.*)?")) {
            return "http://localhost" + (text.matches(":(/.*)?") ? text.substring(1) : text);
        }
        return text.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*") ? text : "http://" + text;
    }

    static Optional<String> localFile(String text) {
        if (text.indexOf(':') < 0) {
            return Optional.empty();
        }
        var local = LOCAL.matcher(text);
        return local.matches() ? Optional.of(local.group(1)) : Optional.empty();
    }

    static Optional<String> socket(String path) {
        if (!path.startsWith("/dev/")) {
            return Optional.empty();
        }
        var socket = SOCKET.matcher(path);
        return socket.matches()
                ? Optional.of(socket.group(1) + "://" + socket.group(2) + ":" + socket.group(3))
                : Optional.empty();
    }

    /// `git@host:path`
    static Optional<String> account(String text) {
        if (text.indexOf('@') < 0) {
            return Optional.empty();
        }
        var account = ACCOUNT.matcher(text);
        return account.matches() ? Optional.of("ssh://" + account.group(1)) : Optional.empty();
    }

    /// `host:path` of scp and rsync
    static Optional<String> remote(String text) {
        var remote = REMOTE.matcher(text);
        return remote.matches() && !text.contains("://") ? Optional.of("ssh://" + remote.group(1)) : Optional.empty();
    }

    /// Whether a URL without a path names this machine.
    static boolean isHere(String url) {
        return HERE.matcher(url).matches();
    }

    static Optional<String> host(String scheme, String text) {
        var host = HOST.matcher(text);
        return host.matches() ? Optional.of(scheme + "://" + host.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }
}

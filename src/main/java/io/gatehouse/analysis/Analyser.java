package io.gatehouse.analysis;

import io.gatehouse.command.Dialect;
import io.gatehouse.command.Part;
import io.gatehouse.command.PathUse;
import io.gatehouse.command.Script;
import io.gatehouse.command.SimpleCommand;
import io.gatehouse.command.UrlUse;
import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Turns a tool call into what the policy is asked. Deterministic but for the file system and the clock; safe for many
/// threads.
public final class Analyser implements Function<ToolCall, Analysis> {
    private static final Set<String> SHELL_ARGUMENTS = Set.of("command", "cmd", "script", "code");
    private static final Set<String> PATH_ARGUMENTS =
            Set.of("path", "paths", "file", "files", "filename", "file_path", "filepath", "dir", "directory", "folder");
    private static final Set<String> HOST_ARGUMENTS = Set.of("url", "host", "hostname");
    private static final Pattern CLIMB = Pattern.compile("(?:^|[/\\\\])\\.\\.(?:[/\\\\]|$)");

    private final Principal principal;
    private final Places places;
    private final Disk disk;
    private final Workspaces workspaces;
    private final ReadLines lines;
    private final CodeWrites codeWrites;
    private final Clock clock;

    /// @param places the directories that matter on this machine
    /// @param remembered the workspace of a session that an earlier run of the daemon decided for
    public Analyser(
            Principal principal,
            Places places,
            Disk disk,
            Function<Session, Optional<String>> remembered,
            Clock clock) {
        this.principal = principal;
        this.places = places.real(disk);
        this.disk = disk;
        this.workspaces = new Workspaces(disk, List.of(this.places.home(), "/root"), remembered);
        this.lines = new ReadLines();
        this.codeWrites = new CodeWrites();
        this.clock = clock;
    }

    private Analyser(Principal principal, Analyser known) {
        this.principal = principal;
        this.places = known.places;
        this.disk = known.disk;
        this.workspaces = known.workspaces;
        this.lines = known.lines;
        this.codeWrites = known.codeWrites;
        this.clock = known.clock;
    }

    /// The same for another principal, with all that is known of the sessions.
    public Analyser of(Principal other) {
        return new Analyser(other, this);
    }

    @Override
    public Analysis apply(ToolCall call) {
        var origin = call.origin();
        var cwd = disk.real(absolute(origin.cwd()), true);
        var session = new Session(origin.agent(), origin.session());
        var workspace = workspaces.of(session, cwd);
        var resolver = new Resolver(disk, places, workspace, cwd);
        var masked = Masking.mask(call.shown());
        var findings = new Findings(principal, places, workspace, clock.instant(), masked);
        findings.tool(origin);
        for (var intent : call.intents()) {
            add(intent, call, session, resolver, findings);
        }
        return findings.analysis();
    }

    /// A relative `cwd`, or one on a drive that this system has not, is not the agent's; nothing is inside of where it
    /// leads.
    private String absolute(String cwd) {
        return disk.isAbsolute(cwd) ? cwd : Resolver.UNKNOWN + "/" + cwd;
    }

    private void add(Intent intent, ToolCall call, Session session, Resolver resolver, Findings findings) {
        var tool = call.origin().tool();
        switch (intent) {
            case Intent.Shell(var dialect, var line, var inBackground) ->
                shell(dialect(dialect), line, true, inBackground, session, resolver, findings);
            case Intent.File(var action, var path, var recursive, var pattern) ->
                file(action, path, recursive, pattern, tool, resolver, findings);
            case Intent.Connect(var url, var method) -> findings.net(Hosts.of(url), method, tool, null);
            case Intent.McpCall(var server, var name, var arguments) -> findings.mcp(server, name, arguments);
            case Intent.Spawn(var type) -> findings.agent(Action.SPAWN, type, "");
            case Intent.Configure(var file) ->
                findings.agent(
                        Action.CONFIGURE,
                        "",
                        resolver.file(Action.WRITE, file, "", "", "").path());
            case Intent.Arguments(var arguments) ->
                arguments.stream()
                        .takeWhile(_ -> !findings.areTooMany())
                        .forEach(argument -> argument(argument, tool, session, resolver, findings));
        }
    }

    private void argument(
            ToolCall.Argument argument, String tool, Session session, Resolver resolver, Findings findings) {
        var name = argument.name().toLowerCase(Locale.ROOT);
        var value = argument.value();
        var text = Hosts.cleaned(value);
        boolean shell = SHELL_ARGUMENTS.contains(name);
        boolean url = Hosts.isUrl(text) || HOST_ARGUMENTS.contains(name);
        boolean local = text.regionMatches(true, 0, "file:", 0, 5);
        boolean path = isPath(name, value);
        if (!argument.complete() && (shell || url || local || path)) {
            findings.opaque("the argument " + argument.name() + " is too long to be understood", null);
        } else if (shell) {
            shell(Dialect.BASH, value, false, false, session, resolver, findings);
        } else if (local) {
            localFile(text.substring("file:".length()), tool, resolver, findings);
        } else if (url) {
            findings.net(target(text), "", tool, null);
        } else if (path) {
            file(Action.ACCESS, value, true, "", tool, resolver, findings);
        }
    }

    /// The innermost of nested URLs (`view-source:http://…`).
    private static Hosts.Target target(String text) {
        if (!Hosts.isUrl(text)) {
            return Hosts.ofHost(text);
        }
        var inner = text.substring(text.indexOf(':') + 1);
        return Hosts.isUrl(inner) ? target(inner) : Hosts.of(text);
    }

    /// As a client reads the URL, and as one does that only takes its beginning away.
    private static void localFile(String afterScheme, String tool, Resolver resolver, Findings findings) {
        var raw = afterScheme.replace('\\', '/').replaceFirst("^//[^/]*", "");
        var cut = raw.replaceFirst("(?s)[?#].*", "");
        for (var path : new LinkedHashSet<>(List.of(decoded(cut), raw))) {
            file(Action.ACCESS, path.startsWith("/") ? path : "/" + path, true, "", tool, resolver, findings);
        }
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return path; // no client can decode it either
        }
    }

    private static void file(
            Action action,
            String path,
            boolean recursive,
            String pattern,
            String via,
            Resolver resolver,
            Findings findings) {
        if (Resolver.isTooLong(path) || Resolver.isTooLong(pattern)) {
            findings.opaque("a path is too long to be understood", null);
        } else {
            findings.file(action, resolver.file(action, path, pattern, "", ""), recursive, via, null);
        }
    }

    /// Text that only begins like a path (a comment, a style sheet) is none, unless what makes it one is folded
    /// away by its reader.
    private static boolean isPath(String name, String value) {
        if (value.isBlank()) {
            return false;
        }
        if (PATH_ARGUMENTS.contains(name)) {
            return true;
        }
        boolean rooted = value.startsWith("/")
                || value.startsWith("~")
                || value.startsWith(".")
                || value.matches("(?s)[A-Za-z]:[/\\\\].*");
        boolean climbs = CLIMB.matcher(value).find();
        if (Resolver.isTooLong(value) || value.indexOf('\n') >= 0) {
            var folded = rooted || climbs ? Paths.folded(value) : "\n";
            return !Resolver.isTooLong(folded) && folded.indexOf('\n') < 0;
        }
        return rooted || climbs || (value.indexOf('/') > 0 && value.chars().noneMatch(Character::isWhitespace));
    }

    /// @param spans whether the line is what the call shows, so that its parts can be underlined
    private void shell(
            Dialect dialect,
            String line,
            boolean spans,
            boolean inBackground,
            Session session,
            Resolver resolver,
            Findings findings) {
        var files = new WorkspaceScripts(disk, resolver, path -> codeWrites.contain(session, path));
        Script script = lines.read(dialect, line, files);
        for (SimpleCommand command : script.commands()) {
            findings.command(
                    command, inBackground, resolver.directory(command.directory()), where(spans, command.where()));
        }
        for (PathUse use : script.paths()) {
            if (findings.areTooMany()) {
                return;
            }
            if (Resolver.isTooLong(use.path()) || Resolver.isTooLong(use.pattern())) {
                findings.opaque("a path is too long to be understood", where(spans, use.where()));
                continue;
            }
            var action = action(use.verb());
            var file = resolver.ofShell(action, use.path(), use.pattern(), use.linkTarget(), use.directory());
            if (action == Action.WRITE && use.byCode()) {
                codeWrites.add(session, file.path());
            }
            findings.file(action, file, use.recursive(), use.via(), where(spans, use.where()));
        }
        for (UrlUse use : script.urls()) {
            findings.net(Hosts.of(use.url()), use.method(), use.via(), where(spans, use.where()));
        }
        script.doubts().forEach(doubt -> findings.doubt(doubt.what()));
        script.files().forEach(file -> findings.script(file.path(), file.sha256()));
    }

    private static Dialect dialect(ToolCall.Dialect dialect) {
        return switch (dialect) {
            case BASH -> Dialect.BASH;
            case POWERSHELL -> Dialect.POWERSHELL;
            case CMD -> Dialect.CMD;
        };
    }

    private static @org.jspecify.annotations.Nullable Part where(boolean spans, Part part) {
        return spans ? part : null;
    }

    private static Action action(PathUse.Verb verb) {
        return switch (verb) {
            case READ -> Action.READ;
            case WRITE -> Action.WRITE;
            case DELETE -> Action.DELETE;
            case ACCESS -> Action.ACCESS;
        };
    }

    /// An agent's session.
    public record Session(String agent, String id) {}

    /// @param home the person's home directory
    /// @param temporary the system's temporary directories, which count as inside every workspace
    public record Places(String home, List<String> temporary, Guarded guarded) {
        public Places {
            temporary = List.copyOf(temporary);
        }

        /// With links followed; a temporary directory that holds the home directory is none.
        Places real(Disk disk) {
            var realHome = disk.real(home, true);
            return new Places(
                    realHome,
                    temporary.stream()
                            .map(directory -> disk.real(directory, true))
                            .filter(directory -> !Paths.isWithin(realHome, directory))
                            .distinct()
                            .toList(),
                    guarded.real(disk));
        }
    }
}

package io.gatehouse.analysis;

import io.gatehouse.command.Part;
import io.gatehouse.command.PathUse;
import io.gatehouse.command.Script;
import io.gatehouse.command.ShellLine;
import io.gatehouse.command.SimpleCommand;
import io.gatehouse.command.UrlUse;
import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Turns a tool call into what the policy is asked. Deterministic but for the file system and the clock; safe for
/// many
/// threads.
public final class Analyser implements Function<ToolCall, Analysis> {
    private static final Set<String> SHELL_ARGUMENTS = Set.of("command", "cmd", "script", "code");
    private static final Set<String> PATH_ARGUMENTS =
            Set.of("path", "paths", "file", "files", "filename", "file_path", "filepath", "dir", "directory", "folder");
    private static final int LONGEST_PATH = 4_096;

    private final Principal principal;
    private final Places places;
    private final Disk disk;
    private final Workspaces workspaces;
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
        this.clock = clock;
    }

    @Override
    public Analysis apply(ToolCall call) {
        var origin = call.origin();
        var cwd = disk.real(absolute(origin.cwd()), true);
        var workspace = workspaces.of(new Session(origin.agent(), origin.session()), cwd);
        var resolver = new Resolver(disk, places, workspace, cwd);
        var masked = Masking.mask(call.shown());
        var findings = new Findings(principal, places, workspace, clock.instant(), masked);
        findings.tool(origin);
        for (var intent : call.intents()) {
            add(intent, call, resolver, findings);
        }
        return findings.analysis();
    }

    /// A relative `cwd` is not the agent's; nothing is inside of where it leads.
    private static String absolute(String cwd) {
        return cwd.startsWith("/") || cwd.matches("[A-Za-z]:[/\\\\].*") ? cwd : Resolver.UNKNOWN + "/" + cwd;
    }

    private void add(Intent intent, ToolCall call, Resolver resolver, Findings findings) {
        var tool = call.origin().tool();
        switch (intent) {
            case Intent.Shell(var line, var inBackground) -> shell(line, true, inBackground, resolver, findings);
            case Intent.File(var action, var path, var recursive, var pattern) ->
                findings.file(action, resolver.file(action, path, pattern, "", ""), recursive, tool, null);
            case Intent.Connect(var url, var method) -> findings.net(Hosts.of(url), method, tool, null);
            case Intent.McpCall(var server, var name, var arguments) -> findings.mcp(server, name, arguments);
            case Intent.Spawn(var type) -> findings.agent(Action.SPAWN, type, "");
            case Intent.Configure(var file) ->
                findings.agent(
                        Action.CONFIGURE,
                        "",
                        resolver.file(Action.WRITE, file, "", "", "").path());
            case Intent.Arguments(var arguments) ->
                arguments.forEach(argument -> argument(argument, tool, resolver, findings));
        }
    }

    private void argument(ToolCall.Argument argument, String tool, Resolver resolver, Findings findings) {
        var name = argument.name().toLowerCase(Locale.ROOT);
        var value = argument.value();
        if (SHELL_ARGUMENTS.contains(name)) {
            if (argument.complete()) {
                shell(value, false, false, resolver, findings);
            } else {
                findings.opaque("the argument " + argument.name() + " is too long to be understood", null);
            }
        } else if (value.regionMatches(true, 0, "file:", 0, 5)) {
            path(value.replaceFirst("(?i)^file:(//[^/]*)?", ""), tool, resolver, findings);
        } else if (Hosts.isUrl(value)) {
            findings.net(Hosts.of(value), "", tool, null);
        } else if (isPath(name, value)) {
            path(value, tool, resolver, findings);
        }
    }

    private static void path(String path, String tool, Resolver resolver, Findings findings) {
        findings.file(Action.ACCESS, resolver.file(Action.ACCESS, path, "", "", ""), true, tool, null);
    }

    private static boolean isPath(String name, String value) {
        if (value.isBlank() || value.length() > LONGEST_PATH || value.indexOf('\n') >= 0) {
            return false;
        }
        return PATH_ARGUMENTS.contains(name)
                || value.startsWith("/")
                || value.startsWith("~")
                || value.startsWith(".")
                || value.matches("[A-Za-z]:[/\\\\].*")
                || (value.indexOf('/') > 0 && value.chars().noneMatch(Character::isWhitespace));
    }

    /// @param spans whether the line is what the call shows, so that its parts can be underlined
    private static void shell(String line, boolean spans, boolean inBackground, Resolver resolver, Findings findings) {
        Script script = ShellLine.parse(line);
        for (SimpleCommand command : script.commands()) {
            findings.command(
                    command, inBackground, resolver.directory(command.directory()), where(spans, command.where()));
        }
        for (PathUse use : script.paths()) {
            var action = action(use.verb());
            var file = resolver.file(action, use.path(), use.pattern(), use.linkTarget(), use.directory());
            findings.file(action, file, use.recursive(), use.via(), where(spans, use.where()));
        }
        for (UrlUse use : script.urls()) {
            findings.net(Hosts.of(use.url()), use.method(), use.via(), where(spans, use.where()));
        }
        script.doubts().forEach(doubt -> findings.doubt(doubt.what()));
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
    /// @param guarded Gatehouse's own directories: whatever touches them is also asked as `agent:configure`, so
    ///     that policies     protect them wherever they are
    public record Places(String home, List<String> temporary, List<String> guarded) {
        public Places {
            temporary = List.copyOf(temporary);
            guarded = List.copyOf(guarded);
        }

        boolean isGuarded(Action action, String path, boolean recursive) {
            boolean changes = action != Action.READ;
            return guarded.stream()
                    .anyMatch(directory -> Paths.isWithin(path, directory)
                            || (recursive && changes && Paths.isWithin(directory, path)));
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
                    guarded.stream()
                            .map(directory -> disk.real(directory, true))
                            .toList());
        }
    }
}

package io.gatehouse.analysis;

import io.gatehouse.command.Part;
import io.gatehouse.command.SimpleCommand;
import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects the access requests of one call, each with all attributes of its kind (contract v1) and every secret
/// masked. Equal ones become one.
final class Findings {
    /// A call that asks for more is not understood.
    static final int MOST = 200;

    private final Principal principal;
    private final Analyser.Places places;
    private final String workspace;
    private final String at;
    private final Masking.Masked shown;
    private final Map<AccessRequest, List<Span>> found = new LinkedHashMap<>();
    private final Set<String> doubts = new LinkedHashSet<>();
    private final Set<Analysis.Script> scripts = new LinkedHashSet<>();

    Findings(Principal principal, Analyser.Places places, String workspace, Instant at, Masking.Masked shown) {
        this.principal = principal;
        this.places = places;
        this.workspace = workspace;
        this.at = at.truncatedTo(ChronoUnit.MILLIS).toString();
        this.shown = shown;
    }

    void tool(ToolCall.Origin origin) {
        add(
                Action.USE,
                null,
                Map.of(
                        "agent", origin.agent(),
                        "tool", origin.tool(),
                        "mcpServer", origin.mcpServer(),
                        "subagent", origin.subagent(),
                        "permissionMode", origin.permissionMode()));
    }

    void command(SimpleCommand command, boolean inBackground, String cwd, @Nullable Part where) {
        var attributes = new TreeMap<String, Object>();
        attributes.put("program", command.program());
        var argv = Masking.words(command.argv());
        attributes.put("argv", argv);
        attributes.put("flags", command.flags().stream().map(Masking::text).toList());
        attributes.put("words", Masking.words(command.words(), command.argv(), argv));
        attributes.put("wrappers", command.wrappers());
        attributes.put("pipesFrom", command.pipesFrom());
        attributes.put("pipesInto", command.pipesInto());
        attributes.put("cwd", Masking.text(cwd));
        attributes.put("inBackground", inBackground || command.inBackground());
        attributes.put("parse", command.parse().name().toLowerCase(Locale.ROOT));
        add(Action.EXEC, where, attributes);
        if (places.guarded().isEnded(command.program(), command.argv())) {
            configure(places.guarded().portName(), where);
        }
    }

    /// Something that would run, of which nothing is known.
    void opaque(String doubt, @Nullable Part where) {
        doubt(doubt);
        add(
                Action.EXEC,
                where,
                Map.of(
                        "program", "",
                        "argv", List.of(),
                        "flags", List.of(),
                        "words", List.of(),
                        "wrappers", List.of(),
                        "pipesFrom", List.of(),
                        "pipesInto", List.of(),
                        "cwd", workspace,
                        "inBackground", false,
                        "parse", "opaque"));
    }

    void file(Action action, Resolver.File file, boolean recursive, String via, @Nullable Part where) {
        var name = Paths.name(file.path());
        int dot = name.lastIndexOf('.');
        add(
                action,
                where,
                Map.of(
                        "path", Masking.text(file.path()),
                        "linkTarget", Masking.text(file.linkTarget()),
                        "pattern", Masking.text(file.pattern()),
                        "recursive", recursive,
                        "name", Masking.text(name),
                        "extension", dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT),
                        "insideWorkspace", file.insideWorkspace(),
                        "via", via));
        if (places.guarded().isTouched(action, file, recursive)) {
            configure(file.path(), where);
        }
    }

    void net(Hosts.Target target, String method, String via, @Nullable Part where) {
        add(
                Action.CONNECT,
                where,
                Map.of(
                        "scheme", target.scheme(),
                        "host", target.host(),
                        "address", target.address(),
                        "port", (long) target.port(),
                        "path", Masking.text(target.path()),
                        "method", method,
                        "via", via));
        if (places.guarded().isAsked(target)) {
            configure(places.guarded().portName(), where);
        }
    }

    private void configure(String what, @Nullable Part where) {
        add(Action.CONFIGURE, where, Map.of("type", "", "file", Masking.text(what)));
    }

    void mcp(String server, String tool, List<String> arguments) {
        add(Action.CALL, null, Map.of("server", server, "tool", tool, "arguments", arguments));
    }

    void agent(Action action, String type, String file) {
        add(action, null, Map.of("type", type, "file", Masking.text(file)));
    }

    void doubt(String what) {
        doubts.add(Masking.text(what));
    }

    void script(String path, String sha256) {
        scripts.add(new Analysis.Script(Masking.text(path), sha256));
    }

    /// Whether it is known already that the call asks for too much.
    boolean areTooMany() {
        return found.size() > MOST;
    }

    Analysis analysis() {
        if (areTooMany()) {
            var tool = found.keySet().iterator().next();
            found.keySet().retainAll(Set.of(tool));
            opaque("it asks for more than " + MOST + " things at once", null);
        }
        return new Analysis(
                shown.text(),
                workspace,
                found.entrySet().stream()
                        .map(entry -> new Finding(entry.getKey(), entry.getValue()))
                        .toList(),
                List.copyOf(doubts),
                List.copyOf(scripts));
    }

    private void add(Action action, @Nullable Part where, Map<String, ?> own) {
        add(action, where, new TreeMap<String, Object>(own));
    }

    /// Completes the attributes with those that all kinds have.
    private void add(Action action, @Nullable Part where, SortedMap<String, Object> attributes) {
        attributes.put("workspace", workspace);
        attributes.put("home", places.home());
        attributes.put(AccessRequest.AT, at);
        attributes.put("waived", List.of());
        attributes.put("confirmed", List.of());
        attributes.put(AccessRequest.AFTER_DENY, false);
        attributes.put("revision", "");
        var spans = found.computeIfAbsent(new AccessRequest(principal, action, attributes), _ -> new ArrayList<>());
        if (where != null) {
            var span = shown.moved(where.from(), where.to());
            if (span.to() <= shown.text().length() && !spans.contains(span)) {
                spans.add(span);
            }
        }
    }
}

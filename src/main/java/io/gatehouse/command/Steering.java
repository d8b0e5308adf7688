package io.gatehouse.command;

import io.gatehouse.command.Spec.Slot;
import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Variables that decide which program runs, what it runs, or by which settings.
final class Steering {
    /// Change which program or code runs.
    private static final Set<String> PROGRAMS = Set.of(
            "PATH",
            "LD_PRELOAD",
            "LD_LIBRARY_PATH",
            "DYLD_INSERT_LIBRARIES",
            "BASH_ENV",
            "ENV",
            "PROMPT_COMMAND",
            "GIT_SSH_COMMAND",
            "GIT_SSH",
            "GIT_EXTERNAL_DIFF",
            "GIT_EDITOR",
            "NODE_OPTIONS",
            "PYTHONSTARTUP",
            "PERL5OPT",
            "RUBYOPT",
            "JAVA_TOOL_OPTIONS");

    /// What programs do with the values of variables.
    private static final String VARIABLES = "environment variables";

    /// Values that switch something on or off, where others name a file.
    private static final Pattern SWITCH = Pattern.compile("(?i)\\d*|true|false|on|off|yes|no");

    /// `CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER`
    private static final Pattern OF_TARGET = Pattern.compile("CARGO_TARGET_\\w+_(?=RUNNER|LINKER)");

    /// Lead an agent, Git or Gatehouse to other settings, or a program to other code or another host; the policy is
    /// asked about each.
    private static final Pattern SETTINGS = Pattern.compile(
            "(?:CLAUDE|CODEX|COPILOT|GEMINI|QWEN|OPENCODE|GATEHOUSE|GIT_CONFIG)_\\w+|HOME|XDG_CONFIG_HOME"
                    + "|LD_(?:PRELOAD|AUDIT|LIBRARY_PATH)|DYLD_\\w+|GCONV_PATH|BASH_ENV|ENV|PS4|SHELLOPTS|SHELL|PATH"
                    + "|PYTHON(?:PATH|STARTUP|HOME|WARNINGS)|NODE_(?:OPTIONS|PATH)|PERL5(?:OPT|LIB|DB)|RUBY(?:OPT|LIB)"
                    + "|(?:JAVA_TOOL|_JAVA|JDK_JAVA|MAVEN|GRADLE)_OPTS|(?:JAVA_TOOL|_JAVA|JDK_JAVA)_OPTIONS|LESS(?:OPEN|CLOSE)"
                    + "|GIT_SSH|RUSTC_(?:WORKSPACE_)?WRAPPER|MAKEFLAGS|DOCKER_HOST|GOPROXY|GOFLAGS|GIT_TEMPLATE_DIR|CURL_HOME|WGETRC|HOSTALIASES|LOCALDOMAIN"
                    + "|SYSTEM_WGETRC|PIP_CONFIG_FILE|RSYNC_CONNECT_PROG|TAR_OPTIONS|PGHOST|PGHOSTADDR|MYSQL_HOST|GH_HOST|CONTAINER_HOST"
                    + "|AWS_ENDPOINT_URL\\w*|(?i:npm_config_\\w+|(?:https?|all)_proxy|(?:pip|uv)_(?:(?:extra_|default_)?index|find_links|proxy)\\w*)");

    /// How an agent is named, as a program or as a package.
    private static final Pattern AGENT =
            Pattern.compile("(?i)(?:.*[/\\\\])?(?:claude|claude-code|codex|gemini|gemini-cli|qwen|qwen-code|copilot"
                    + "|opencode|cursor-agent|amp|droid)(?:@.*|\\.exe|\\.cmd)?");

    private final Walk walk;

    Steering(Walk walk) {
        this.walk = walk;
    }

    static boolean redirectsPrograms(Node assignment, Context context) {
        return name(assignment, context).filter(PROGRAMS::contains).isPresent();
    }

    /// `NAME=value command` and `export NAME=value`, whose variables the scope holds by now.
    ///
    /// @param setter the program that the policy knows for it: `env` or `export`
    /// @param command what runs with them, or nothing
    void assigned(String setter, List<Node> assignments, List<Word> command, Context context, Scope scope) {
        List<Word> settings = new ArrayList<>();
        for (var assignment : assignments) {
            var name = name(assignment, context);
            if (name.isPresent()) {
                var where = context.source().part(assignment);
                settings.add(new Word.Builder()
                        .add(name.get() + "=", Word.Mark.PLAIN, where)
                        .add(value(name.get(), where, scope))
                        .build(where));
            }
        }
        if (!given(setter, settings, context, scope)) {
            return;
        }
        var first = settings.getFirst().where();
        List<Word> words = new ArrayList<>();
        words.add(new Word.Builder().add(setter, Word.Mark.PLAIN, first).build(first));
        words.addAll(settings);
        words.addAll(command);
        add(setter, words, context, scope);
    }

    /// An agent behind a line that gave it another home directory, as if that stood before it: `HOME=value agent`.
    void moved(List<Word> command, Context context, Scope scope) {
        if (scope.find("HOME").isEmpty()) {
            return;
        }
        var agent = command.stream().limit(3).anyMatch(word -> AGENT.matcher(word.text())
                .matches());
        if (!agent) {
            return;
        }
        var where = command.getFirst().where();
        List<Word> words = new ArrayList<>();
        words.add(new Word.Builder().add("env", Word.Mark.PLAIN, where).build(where));
        words.add(new Word.Builder()
                .add("HOME=", Word.Mark.PLAIN, where)
                .add(value("HOME", where, scope))
                .build(where));
        words.addAll(command);
        add("env", words, context, scope);
    }

    private void add(String setter, List<Word> words, Context context, Scope scope) {
        walk.findings()
                .add(new Draft(
                        setter,
                        words,
                        context.wrappers(),
                        false,
                        context.background(),
                        scope.directory(),
                        Commands.where(words)));
    }

    /// Follows what the variables run.
    ///
    /// @param settings words of the form `NAME=value`
    /// @return whether one of them leads to other settings
    boolean given(String setter, List<Word> settings, Context context, Scope scope) {
        var leads = false;
        for (var setting : settings) {
            var equals = setting.text().indexOf('=');
            var name = setting.text().substring(0, equals);
            var value = setting.from(equals + 1);
            leads |= SETTINGS.matcher(name).matches();
            follow(setter, name, value, context, scope);
        }
        return leads;
    }

    private void follow(String setter, String name, Word value, Context context, Scope scope) {
        var typed = MoreArguments.TYPED.matcher(value.text());
        if (name.equals("LESS") && typed.find()) {
            runs(setter, value.cut(typed.start(1), typed.end(1)), context, scope);
        }
        var known = Programs.shipped().find(VARIABLES).orElseThrow().flags();
        var flag = known.get(OF_TARGET.matcher(name).replaceFirst("CARGO_TARGET_*_"));
        for (var slot : flag == null ? List.<Slot>of() : flag.values()) {
            if (slot == Slot.SHELL) {
                runs(setter, value, context, scope);
            } else if (!SWITCH.matcher(value.text()).matches()) {
                var paths = new Paths(walk.findings(), scope.directory(), setter, context.remote());
                // Where the caller's own variable leads is no choice of the line.
                var given = !value.text().isEmpty()
                        && (value.mark(0) == Word.Mark.ENVIRONMENT || value.mark(0) == Word.Mark.ENVIRONMENT_ONE);
                Uses.use(new Arguments.Use(given ? Slot.ACCESS : slot, value), "", true, paths);
            }
        }
    }

    private void runs(String setter, Word line, Context context, Scope scope) {
        if (line.known() && !line.text().isBlank()) {
            walk.script(line.source(), context.within(setter, false), scope.copy());
        }
    }

    private static Optional<String> name(Node assignment, Context context) {
        return assignment.child("name").map(context.source()::text);
    }

    private static Word value(String name, Part where, Scope scope) {
        return scope.find(name)
                .flatMap(Scope.Value::words)
                .filter(words -> words.size() == 1)
                .map(List::getFirst)
                .orElseGet(() -> new Word.Builder()
                        .add("$" + name, Word.Mark.UNKNOWN_ONE, where)
                        .build(where));
    }
}

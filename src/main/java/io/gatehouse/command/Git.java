package io.gatehouse.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What Git runs by the settings of the workspace's repository: aliases and hooks.
final class Git {
    private static final String NAME = "git";

    private static final Pattern INCLUDE = Pattern.compile("(?i)include(?:if\\..+)?\\.path=");

    /// How many directories the repository may lie above the one in force.
    private static final int MOST_UP = 6;

    private static final List<String> COMMITS =
            List.of("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit");
    private static final List<String> MERGES =
            List.of("pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-merge", "post-rewrite", "pre-rebase");

    /// The hooks of each command that has some.
    private static final Map<String, List<String>> HOOKS = Map.ofEntries(
            Map.entry("commit", COMMITS),
            Map.entry("cherry-pick", COMMITS),
            Map.entry("revert", COMMITS),
            Map.entry("merge", MERGES),
            Map.entry("pull", MERGES),
            Map.entry("rebase", List.of("pre-rebase", "post-rewrite", "post-checkout", "pre-commit")),
            Map.entry("checkout", List.of("post-checkout")),
            Map.entry("switch", List.of("post-checkout")),
            Map.entry("worktree add", List.of("post-checkout")),
            Map.entry("push", List.of("pre-push")),
            Map.entry("am", List.of("applypatch-msg", "pre-applypatch", "post-applypatch")),
            Map.entry("gc", List.of("pre-auto-gc")),
            Map.entry("send-email", List.of("sendemail-validate")));

    private final Walk walk;
    private final Set<String> expanding = new HashSet<>();

    Git(Walk walk) {
        this.walk = walk;
    }

    /// @param top the directory that holds it, from the one in force; empty or ending with `/`
    private record Repository(String top, GitConfig config) {}

    /// @param directory the one in force for the command
    void run(Draft draft, Arguments arguments, String directory, Context context, Scope scope) {
        if (!draft.program.equals(NAME) || context.remote()) {
            return;
        }
        includes(draft, directory, context);
        var inner = context.within(NAME, false);
        var place = scope.copy();
        place.enter(directory);
        var spec = arguments.spec.name();
        if (spec.equals(NAME)) {
            arguments.operands.stream().limit(1).forEach(name -> expand(name, draft, directory, inner, place));
            return;
        }
        var hooks = HOOKS.getOrDefault(spec.substring(NAME.length() + 1), List.of());
        if (!hooks.isEmpty()) {
            open("hooks", draft, directory, context)
                    .ifPresent(repository -> hooks.forEach(hook -> {
                        hook(hook, repository, draft, directory, inner, place);
                    }));
        }
    }

    /// `git -c include.path=file` runs by settings that are not read.
    private void includes(Draft draft, String directory, Context context) {
        for (var word : draft.words) {
            if (INCLUDE.matcher(word.text()).lookingAt()) {
                var file = word.from(word.text().indexOf("=") + 1);
                new Paths(walk.findings(), directory, NAME, context.remote()).add(PathUse.Verb.READ, file, false);
                draft.worsen(Parse.OPAQUE);
                walk.findings().doubt("the settings that are included here are not read", word.where());
            }
        }
    }

    /// A command that is none of Git's own.
    private void expand(Word name, Draft draft, String directory, Context context, Scope scope) {
        var key = "alias." + name.text().toLowerCase(Locale.ROOT);
        var text = given(key, draft).or(() -> open(key, draft, directory, context)
                .flatMap(repository -> repository.config().find(key)));
        if (text.isEmpty() || !expanding.add(key)) {
            draft.worsen(Parse.PARTIAL);
            walk.findings().doubt("this is no command of Git's that is known", name.where());
            return;
        }
        var line = new StringBuilder(text.get().startsWith("!") ? text.get().substring(1) : NAME + " " + text.get());
        for (var word : draft.words.subList(draft.words.indexOf(name) + 1, draft.words.size())) {
            line.append(" '").append(word.text().replace("'", "'\\''")).append('\'');
        }
        walk.script(Source.elsewhere(line.toString(), name.where()), context, scope.copy());
        expanding.remove(key);
    }

    /// `git -c alias.x=…`
    private static Optional<String> given(String key, Draft draft) {
        return draft.words.stream()
                .filter(word ->
                        word.known() && word.text().toLowerCase(Locale.ROOT).startsWith(key + "="))
                .map(word -> word.text().substring(key.length() + 1))
                .findFirst();
    }

    /// @param part what of its settings is asked for
    private Optional<Repository> open(String part, Draft draft, String directory, Context context) {
        for (var up = 0; up < MOST_UP; up++) {
            var top = "../".repeat(up);
            List<GitConfig> configs = new ArrayList<>();
            var file = Word.quoted(top + ".git/config", draft.where());
            if (walk.runFiles()
                    .read(file, part, draft, directory, context, source -> configs.add(new GitConfig(source.text())))) {
                return configs.stream().reduce((_, last) -> last).map(config -> new Repository(top, config));
            }
        }
        return Optional.empty();
    }

    private void hook(String name, Repository repository, Draft draft, String directory, Context context, Scope scope) {
        var path = repository.config().find("core.hookspath").orElse(".git/hooks");
        var homes = path.endsWith("/_") // where husky puts what starts the hooks in the directory above
                ? List.of(path, path.substring(0, path.length() - 2))
                : List.of(path);
        for (var home : homes) {
            var rooted = home.startsWith("/") || home.startsWith("~");
            var file = Word.quoted((rooted ? "" : repository.top()) + home + "/" + name, draft.where());
            walk.runFiles().load(file, Optional.empty(), draft, directory, context, scope);
        }
    }
}

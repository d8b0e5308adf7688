package io.gatehouse.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What the services of a compose file get of this machine, told as the `docker run` that would give them the same.
final class ComposeFiles {
    private static final Set<String> STARTS = Set.of("up", "run", "create", "start", "restart", "watch");
    private static final Pattern MOUNT =
            Pattern.compile("(?m)[-\\[,]\\s*[\"']?((?:[/~.]|\\$\\{?(?:HOME|PWD))[^:\"'\\s,\\]]*):[^\\s\"',\\]]+");
    private static final Pattern SOURCE = Pattern.compile("(?m)\\bsource:\\s*[\"']?([^\"'\\s,}]+)");
    private static final Pattern DEVICE = Pattern.compile("(?m)-\\s*[\"']?(/dev/[^\"':\\s]+)");
    private static final Pattern BOUND = Pattern.compile("(?m)\\bdevice:\\s*[\"']?([/~.$][^\"'\\s,}]*)");
    /// Of a secret, of settings, or of variables.
    private static final Pattern FILE = Pattern.compile(
            "(?m)\\b(?:env_)?file:\\s*[\"']?((?:/|~|\\.\\.|\\$\\{?HOME)[^\"'\\s,}]*(?:}[^\"'\\s,}]*)?)");
    private static final Pattern OWNS =
            Pattern.compile("(?m)\\bprivileged:\\s*[\"']?(?:true|yes|on)|\\b(?:pid|userns_mode):\\s*[\"']?host");
    private static final Pattern ADDS =
            Pattern.compile("\\b((?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE|SYS_RAWIO|DAC_READ_SEARCH))\\b");
    private static final Pattern IMAGE = Pattern.compile("(?m)\\bimage:\\s*[\"']?([\\w./:@-]+)");
    private static final Set<String> ALONE = Set.of("docker-compose", "podman-compose");
    private static final Set<String> WITHIN = Set.of("docker", "podman", "nerdctl");
    private static final int MOST = 50;

    private final Walk walk;
    private final Draft draft;
    private final String directory;
    private final Context context;
    private final Scope scope;

    ComposeFiles(Walk walk, Draft draft, String directory, Context context, Scope scope) {
        this.walk = walk;
        this.draft = draft;
        this.directory = directory;
        this.context = context;
        this.scope = scope;
    }

    void read() {
        var alone = ALONE.contains(draft.program);
        if (!alone && !WITHIN.contains(draft.program)) {
            return;
        }
        var words = draft.words.stream().map(Word::text).toList();
        if (!(alone || words.contains("compose")) || words.stream().noneMatch(STARTS::contains)) {
            return;
        }
        List<Word> files = new ArrayList<>();
        for (var i = 1; i < words.size(); i++) {
            if (words.get(i).matches("-f|--file") && i + 1 < words.size()) {
                files.add(draft.words.get(i + 1));
            } else if (words.get(i).startsWith("--file=")) {
                files.add(draft.words.get(i).from(7));
            }
        }
        if (files.isEmpty()) {
            for (var name : List.of("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")) {
                for (var over : List.of(name, name.replace(".y", ".override.y"))) {
                    files.add(word(over));
                }
            }
        }
        for (var file : files) {
            walk.runFiles().read(file, "compose", draft, directory, context, this::services);
        }
    }

    private void services(Source file) {
        var text = file.text().replaceAll("(?m)(^|\\s)#.*$", "");
        List<Word> words = new ArrayList<>(List.of(word("docker"), word("run")));
        all(MOUNT, text).forEach(source -> words.addAll(List.of(word("-v"), word(source + ":/mnt"))));
        all(SOURCE, text).stream()
                .filter(source -> source.matches("[/~.$].*"))
                .forEach(source -> words.addAll(List.of(word("-v"), word(source + ":/mnt"))));
        all(BOUND, text).forEach(source -> words.addAll(List.of(word("-v"), word(source + ":/mnt"))));
        all(FILE, text).forEach(source -> words.addAll(List.of(word("-v"), word(source + ":/mnt"))));
        all(DEVICE, text).forEach(device -> words.add(word("--device=" + device)));
        all(ADDS, text).forEach(capability -> words.addAll(List.of(word("--cap-add"), word(capability))));
        if (OWNS.matcher(text).find()) {
            words.add(word("--privileged"));
        }
        var images = all(IMAGE, text);
        if (images.isEmpty() && words.size() > 2) {
            images = List.of("image");
        }
        for (var image : images) {
            List<Word> run = new ArrayList<>(words);
            run.add(word(image));
            walk.command(run, context.within(draft.program, false), scope.copy());
        }
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .limit(MOST)
                .toList();
    }

    private Word word(String text) {
        return new Word.Builder().add(text, Word.Mark.PLAIN, draft.where()).build(draft.where());
    }
}

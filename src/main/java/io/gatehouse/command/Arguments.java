package io.gatehouse.command;

import io.gatehouse.command.Spec.Flag;
import io.gatehouse.command.Spec.Slot;
import io.gatehouse.command.Spec.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The arguments of one command, sorted by what its program does with them.
final class Arguments {
    private static final Set<String> STANDARD_INPUT = Set.of("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

    private static final Pattern MOUNT_SOURCE = Pattern.compile("(?:^|,)(?:source|src)=([^,]+)");

    private static final Pattern FORM = Pattern.compile("(?s)[^=]*=[@<]([^;]+).*");

    /// `type=local,dest=directory`
    private static final Pattern DESTINATION = Pattern.compile("(?:^|,)type=[^,]+,(?:.*,)?dest=([^,]+)");

    private static final Pattern SETTING = Pattern.compile("(?s)\\s*([^=]*?\\S)(?:\\s*=\\s*|\\s+)(\\S.*)");

    /// Settings whose values run.
    private static final Pattern RUNNING = Pattern.compile(
            "(?i)core\\.(?:pager|editor|sshcommand|fsmonitor|askpass|gitproxy|alternaterefscommand)|pager\\..*"
                    + "|diff\\.external|.*\\.textconv|.*\\.(?:cmd|clean|smudge|process|program|helper|driver)"
                    + "|trailer\\..*\\.command|diff\\..*\\.command|uploadpack\\.packobjectshook|sequence\\.editor"
                    + "|interactive\\.difffilter|sendemail\\.(?:tocmd|cccmd|headercmd|sendmailcmd)|instaweb\\.httpd"
                    + "|proxycommand|localcommand|knownhostscommand|pkcs11provider|securitykeyprovider|xauthlocation");

    private static final Pattern WRITTEN = Pattern.compile("(?i)userknownhostsfile|controlpath|revokedhostkeys");

    /// What an option's value may be as a path.
    private static final Set<Slot> NAMING =
            Set.of(Slot.READ, Slot.WRITE, Slot.EDIT, Slot.DELETE, Slot.MOVE, Slot.ACCESS);

    record Use(Slot slot, Word word) {}

    private record Value(String option, Slot slot, Word word) {}

    final List<Use> uses = new ArrayList<>();
    /// Commands that it starts: the words of each, program first.
    final List<List<Word>> commands = new ArrayList<>();
    /// Shell text that it runs.
    final List<Word> scripts = new ArrayList<>();
    /// Those of them that run on this machine, wherever the program runs the others.
    final List<Word> scriptsOfOptions = new ArrayList<>();
    final List<Word> code = new ArrayList<>();
    /// Modules that it loads, and directories where it looks for them.
    final List<Word> modules = new ArrayList<>();

    final List<Word> includes = new ArrayList<>();
    final List<Word> operands = new ArrayList<>();
    final List<Word> assignments = new ArrayList<>();
    /// What the names of the files it finds look like.
    final List<Word> names = new ArrayList<>();

    /// Something is done with what is found before a name is asked for.
    private boolean unnamed;
    Optional<Word> script = Optional.empty();
    Optional<Word> directory = Optional.empty();
    String method = "";
    boolean recursive;
    Spec spec;

    private final List<Value> values = new ArrayList<>();
    private final List<Word> words;
    private int skipped;
    private int at = 1;

    /// @param words program first
    Arguments(Spec spec, List<Word> words) {
        this.spec = spec;
        this.words = words;
        recursive = spec.is(Trait.RECURSIVE);
        read();
        var last = spec().last();
        if (last.isPresent() && operands.size() > 1) {
            var word = operands.getLast();
            uses.removeIf(use -> use.word() == word);
            use(last.get(), word);
        }
    }

    /// Program first.
    List<Word> words() {
        return words;
    }

    private Spec spec() {
        return spec;
    }

    private void read() {
        var options = true;
        while (at < words.size()) {
            var word = words.get(at++);
            var text = word.text();
            var switchesOff = options // `bash +x`
                    && spec.is(Trait.SHELL)
                    && text.matches("\\+[a-zA-Z]+")
                    && !spec.flags().containsKey(text);
            var dashed = options
                    && text.length() > 1
                    && text.charAt(0) == '-'
                    && word.mark(0).known();
            if (dashed && text.equals("--")) {
                options = false;
            } else if (dashed
                    || (options && text.startsWith("+") && spec.flags().containsKey(text))) {
                option(word);
            } else if (at == 2 && spec.is(Trait.BUNDLE) && text.matches("[A-Za-z]+")) {
                letters(word, 0);
            } else if (!switchesOff) {
                operand(word);
            }
        }
    }

    private void option(Word word) {
        var text = word.text();
        var exact = spec.flags().get(text);
        if (exact != null) {
            apply(text, exact, Optional.empty());
            return;
        }
        var equals = text.indexOf('=');
        if (text.startsWith("--") || spec.is(Trait.LONG)) {
            var name = equals > 0 ? text.substring(0, equals) : text;
            var value = equals > 0 ? Optional.of(word.from(equals + 1)) : Optional.<Word>empty();
            var flag = named(name);
            if (flag.isPresent()) {
                apply(name, flag.get(), value);
            } else {
                value.ifPresent(given -> use(Slot.ACCESS, given));
            }
            return;
        }
        letters(word, 1);
    }

    /// GNU programs take any unambiguous beginning of a long option.
    private Optional<Flag> named(String name) {
        var exact = spec.flags().get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        if (!name.startsWith("--") || name.length() < 5) {
            return Optional.empty();
        }
        var longer = spec.flags().entrySet().stream()
                .filter(flag -> flag.getKey().startsWith(name))
                .map(Map.Entry::getValue)
                .toList();
        return longer.size() == 1 ? Optional.of(longer.getFirst()) : Optional.empty();
    }

    private void letters(Word word, int from) {
        var text = word.text();
        for (var i = from; i < text.length(); i++) {
            var flag = spec.flags().get("-" + text.charAt(i));
            if (flag == null) {
                if (i == 1 && text.length() > 2 && (text.charAt(2) == '/' || text.charAt(2) == '~')) {
                    use(Slot.ACCESS, word.from(2));
                    return;
                }
                continue;
            }
            if (flag.values().isEmpty()) {
                apply("-" + text.charAt(i), flag, Optional.empty());
            } else {
                var attached = i + 1 < text.length() && from > 0;
                apply("-" + text.charAt(i), flag, attached ? Optional.of(word.from(i + 1)) : Optional.empty());
                if (attached || flag.attached()) {
                    return;
                }
            }
        }
    }

    private void apply(String name, Flag flag, Optional<Word> attached) {
        recursive |= flag.recursive();
        if (flag.first()) {
            skipped++;
        }
        flag.method().ifPresent(implied -> {
            if (method.isEmpty()) {
                method = implied;
            }
        });
        flag.into().flatMap(entry -> Programs.shipped().find(entry)).ifPresent(this::become);
        var given = attached;
        for (var slot : flag.values()) {
            if (slot == Slot.COMMAND && spec.name().equals("start-stop-daemon")) {
                daemon(given);
            } else if (slot == Slot.COMMAND) {
                commandUntilEnd();
            } else if (given.isPresent()) {
                value(name, slot, given.get());
            } else if (!flag.attached() && at < words.size()) {
                value(name, slot, words.get(at++));
            }
            given = Optional.empty();
        }
    }

    private void value(String option, Slot slot, Word word) {
        use(slot, word);
        if (NAMING.contains(slot)) {
            values.add(new Value(option, slot, word));
        }
    }

    /// `start-stop-daemon --exec program … -- arguments`
    private void daemon(Optional<Word> attached) {
        List<Word> inner = new ArrayList<>();
        attached.ifPresent(inner::add);
        if (attached.isEmpty() && at < words.size()) {
            inner.add(words.get(at++));
        }
        for (var i = at; i < words.size(); i++) {
            if (words.get(i).is("--")) {
                inner.addAll(words.subList(i + 1, words.size()));
                break;
            }
        }
        if (!inner.isEmpty()) {
            commands.add(inner);
        }
    }

    /// `find src -delete`: what stood before the option is read anew.
    private void become(Spec next) {
        unnamed |= names.isEmpty();
        spec = next;
        recursive |= next.is(Trait.RECURSIVE);
        for (var value : values) { // `tar -f archive -c`
            for (var slot : named(value.option()).map(Flag::values).orElse(List.of())) {
                if (slot != value.slot() && NAMING.contains(slot)) {
                    uses.removeIf(use -> use.word() == value.word());
                    use(slot, value.word());
                }
            }
        }
        uses.removeIf(use -> operands.contains(use.word()));
        for (var i = 0; i < operands.size(); i++) {
            var slot = next.slot(i + skipped).orElse(Slot.ACCESS);
            if (slot != Slot.CODE && slot != Slot.SHELL) {
                use(slot, operands.get(i));
            }
        }
    }

    /// `find … -exec command … ;`
    private void commandUntilEnd() {
        unnamed |= names.isEmpty();
        List<Word> inner = new ArrayList<>();
        while (at < words.size()) {
            var word = words.get(at++);
            if (word.is(";")
                    || (word.is("+") && !inner.isEmpty() && inner.getLast().is("{}"))) {
                break;
            }
            inner.add(word);
        }
        if (!inner.isEmpty()) {
            commands.add(inner);
        }
    }

    /// What a search below a root goes on with: all, or what has one of the names if there is no other way to be found.
    List<Word> found(Word root) {
        return unnamed || names.isEmpty() || hasOtherWays()
                ? List.of(root)
                : names.stream().map(name -> Appended.named(root, "/**/", name)).toList();
    }

    private boolean hasOtherWays() {
        return words.stream().anyMatch(word -> word.is("-o") || word.is("-or") || word.is(",") || word.is("("));
    }

    private void operand(Word word) {
        var text = word.text();
        for (var flag : spec.flags().entrySet()) {
            if (flag.getKey().endsWith("=") && text.startsWith(flag.getKey())) {
                apply(
                        flag.getKey(),
                        flag.getValue(),
                        Optional.of(word.from(flag.getKey().length())));
                return;
            }
        }
        if (spec.name().startsWith("git ") && text.startsWith("ext::")) { // a transport that is a shell line
            scripts.add(word.from(5));
        }
        var slot = spec.slot(operands.size() + skipped);
        if (slot.isPresent() && slot.get() == Slot.ASSIGNMENTS) {
            if (text.matches("(?s)[A-Za-z_]\\w*\\+?=.*")) {
                assignments.add(word);
                return;
            }
            skipped++;
            slot = spec.slot(operands.size() + skipped);
        }
        if (slot.isEmpty()) {
            use(Slot.ACCESS, word);
            operands.add(word);
            return;
        }
        switch (slot.get()) {
            case COMMAND -> {
                var rest = List.copyOf(words.subList(at - 1, words.size()));
                at = words.size();
                if (spec.name().equals("parallel")) {
                    var parallel = new Parallel(rest);
                    scripts.addAll(parallel.scripts());
                    commands.addAll(parallel.commands());
                } else {
                    commands.add(rest);
                }
            }
            case SHELL -> {
                var several = spec.rest().filter(rest -> rest == Slot.SHELL).isPresent();
                if (several) {
                    scripts.add(Word.joined(words.subList(at - 1, words.size())));
                    at = words.size();
                } else {
                    scripts.add(word);
                    operands.add(word);
                }
            }
            case SCRIPT -> {
                if (text.equals("-") && at < words.size() && spec.is(Trait.SHELL)) { // ends the options
                    return;
                }
                operands.add(word);
                if (!STANDARD_INPUT.contains(text)) {
                    script = Optional.of(word);
                    use(Slot.READ, word);
                }
                words.subList(at, words.size()).forEach(argument -> use(Slot.ACCESS, argument));
                at = words.size();
            }
            case MODULE -> {
                if (!subcommand(text)) {
                    operands.add(word);
                    use(Slot.MODULE, word);
                }
            }
            case SUBCOMMAND -> {
                if (!subcommand(text)) {
                    operands.add(word);
                    spec = new Spec(
                            spec.name(),
                            List.of(),
                            Optional.of(Slot.ACCESS),
                            Optional.empty(),
                            spec.flags(),
                            spec.traits());
                }
            }
            default -> {
                operands.add(word);
                use(slot.get(), word);
            }
        }
    }

    /// False if it has no entry of its own.
    private boolean subcommand(String name) {
        var next = Programs.shipped().find(spec.name() + " " + name);
        if (next.isPresent()) {
            spec = next.get();
            recursive |= spec.is(Trait.RECURSIVE);
            operands.clear();
            skipped = 0;
        }
        return next.isPresent();
    }

    private void use(Slot slot, Word word) {
        switch (slot) {
            case SHELL -> {
                var exec = word.text().startsWith("exec=");
                runs(exec ? word.from(5) : word);
            }
            case CODE -> code.add(word);
            case MODULE -> {
                modules.add(word);
                uses.add(new Use(Slot.ACCESS, word));
            }
            case INCLUDE -> {
                includes.add(word);
                uses.add(new Use(Slot.ACCESS, word));
            }
            case METHOD -> method = word.text();
            case MOUNT -> mount(word).ifPresent(source -> uses.add(new Use(Slot.READ, source)));
            case NAME -> {
                if (!passedOver()) {
                    names.add(word);
                }
            }
            case DIRECTORY -> directory = Optional.of(word);
            case SETTING -> setting(word);
            case COMMAND -> commands.add(List.of(word));
            case AT -> {
                if (word.text().startsWith("@")) {
                    uses.add(new Use(Slot.READ, word.from(1)));
                } else if (word.text().matches("(?s)[^=\\s]*=@.+")) {
                    var file = word.from(word.text().indexOf("=@") + 2);
                    var end = file.text().indexOf(';');
                    uses.add(new Use(Slot.READ, end > 0 ? file.cut(0, end) : file));
                }
            }
            case FORM -> {
                var file = FORM.matcher(word.text());
                if (file.matches()) {
                    uses.add(new Use(Slot.READ, word.cut(file.start(1), file.end(1))));
                }
            }
            case WRITE -> {
                var destination = DESTINATION.matcher(word.text());
                uses.add(new Use(slot, destination.find() ? word.cut(destination.start(1), destination.end(1)) : word));
            }
            default -> uses.add(new Use(slot, word));
        }
    }

    /// The value just read belongs to `! -name x` or `-name x -prune -o`.
    private boolean passedOver() {
        var before = at >= 3 ? words.get(at - 3).text() : "";
        return before.equals("!")
                || before.equals("-not")
                || (at + 1 < words.size()
                        && words.get(at).is("-prune")
                        && words.get(at + 1).text().startsWith("-o"));
    }

    private static Optional<Word> mount(Word word) {
        var source = MOUNT_SOURCE.matcher(word.text());
        if (source.find()) {
            return Optional.of(word.cut(source.start(1), source.end(1)));
        }
        var colon = word.text().indexOf(':');
        var directory = colon > 0 ? word.cut(0, colon) : word;
        return directory.text().matches("(?s)[/~.$].*") ? Optional.of(directory) : Optional.empty();
    }

    private void runs(Word script) {
        scripts.add(script);
        scriptsOfOptions.add(script);
    }

    /// `git -c alias.x='!command'`, `ssh -o ProxyCommand=…`
    private void setting(Word word) {
        var setting = SETTING.matcher(word.text());
        if (!setting.matches()) {
            return;
        }
        var key = setting.group(1);
        var value = word.from(setting.start(2));
        if (value.text().startsWith("!")) {
            runs(value.from(1));
        } else if (RUNNING.matcher(key).matches()) {
            runs(value);
        } else {
            uses.add(new Use(WRITTEN.matcher(key).matches() ? Slot.WRITE : Slot.ACCESS, value));
        }
    }
}

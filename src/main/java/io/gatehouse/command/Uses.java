package io.gatehouse.command;

import io.gatehouse.command.Arguments.Use;
import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.Spec.Slot;
import io.gatehouse.command.Spec.Trait;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The paths and hosts that the arguments of one command name.
final class Uses {
    private static final Set<String> ASKING = Set.of("http", "https", "xh", "xhs");
    private static final Set<String> INTO = Set.of("cp", "gcp", "mv", "gmv", "install");

    private final Walk walk;

    Uses(Walk walk) {
        this.walk = walk;
    }

    Paths paths(String directory, String via, Context context) {
        return new Paths(walk.findings(), directory, via, context.remote());
    }

    void find(Draft draft, Arguments arguments, String outer, String directory, Context context) {
        var paths = paths(directory, draft.program, context);
        if (arguments.spec.is(Trait.LINK) && !arguments.operands.isEmpty()) {
            link(arguments, paths);
            return;
        }
        var port = arguments.uses.stream()
                .filter(use -> use.slot() == Slot.PORT)
                .map(use -> ":" + use.word().text())
                .findFirst()
                .orElse("");
        var apart = arguments.spec.is(Trait.APART) ? paths(outer, draft.program, context) : paths;
        if (arguments.spec.is(Trait.HERE) && arguments.uses.stream().noneMatch(use -> use.slot() == Slot.WRITE)) {
            var here =
                    new Word.Builder().add(".", Word.Mark.QUOTED, draft.where()).build(draft.where());
            paths.add(Verb.WRITE, here, true);
        }
        into(draft, arguments, paths);
        decoded(draft, arguments);
        for (var use : arguments.uses) {
            if (use.word().is("{}") && Appended.FILLING.contains(context.wrapper())) {
                continue;
            }
            if (use.slot() == Slot.READ) {
                draft.searched++;
                draft.lists.addAll(arguments.found(use.word()));
                arguments.names.forEach(name -> draft.lists.add(Appended.named(use.word(), name)));
            }
            if (use.slot() == Slot.DELETE) {
                arguments
                        .found(use.word())
                        .forEach(found -> use(new Use(Slot.DELETE, found), "", arguments.recursive, paths));
            } else if (use.slot() == Slot.HOST && !port.isEmpty()) {
                Urls.host("tcp", use.word().text()).ifPresent(host -> paths.speaks(host + port, "", use.word()));
            } else if (ASKING.contains(draft.program) && use.slot() == Slot.VALUE && use.word() == asked(arguments)) {
                use(new Use(Slot.URL, use.word()), "", false, paths);
            } else {
                var operand = arguments.operands.contains(use.word());
                use(use, arguments.method, arguments.recursive, operand ? paths : apart);
            }
        }
    }

    /// A path that encoded text names is there to be overlooked.
    private void decoded(Draft draft, Arguments arguments) {
        for (var use : arguments.uses) {
            var word = use.word();
            var names =
                    switch (use.slot()) {
                        case READ, WRITE, DELETE, EDIT, MOVE ->
                            !word.text().isEmpty() && !word.mark(0).known();
                        default -> false;
                    };
            if (names && word.sources().stream().anyMatch(source -> Decoded.PROGRAMS.contains(source.program))) {
                draft.worsen(Parse.OPAQUE);
                walk.findings().doubt("encoded text names the file", word.where());
            }
        }
    }

    /// What `http POST host/path name=value` speaks to.
    private static @Nullable Word asked(Arguments arguments) {
        return arguments.operands.stream()
                .filter(word -> !word.text().matches("[A-Z]+"))
                .findFirst()
                .orElse(null);
    }

    /// `mv x/hooks .git/` writes `.git/hooks`: a directory that is named last gets the names of what goes there.
    private static void into(Draft draft, Arguments arguments, Paths paths) {
        var operands = arguments.operands;
        if (!INTO.contains(draft.program) || operands.isEmpty()) {
            return;
        }
        var target = arguments.uses.stream()
                .filter(use -> use.slot() == Slot.WRITE && !operands.contains(use.word()))
                .map(Use::word)
                .findFirst();
        var directory = target.orElseGet(operands::getLast);
        var hidden = directory.text().matches("(?s).*/|(?:.*/)?\\.[^/]*");
        if (target.isEmpty() && !hidden) {
            return;
        }
        for (var operand : operands) {
            if (operand != directory) {
                var path = operand.text().replaceFirst("/+$", "");
                var name = operand.cut(path.lastIndexOf('/') + 1, path.length());
                var whole = new Word.Builder()
                        .add(directory)
                        .add("/", Word.Mark.QUOTED, operand.where())
                        .add(name);
                paths.add(
                        Verb.WRITE, whole.build(operand.where()), arguments.recursive || draft.program.endsWith("mv"));
            }
        }
    }

    private static void link(Arguments arguments, Paths paths) {
        var operands = arguments.operands;
        var into = arguments.uses.stream()
                .map(Use::word)
                .filter(word -> !operands.contains(word))
                .toList();
        if (!into.isEmpty()) {
            into.forEach(directory -> links(operands, directory, paths));
        } else if (operands.size() == 1) {
            var target = operands.getFirst();
            var base = target.from(target.text().lastIndexOf('/') + 1);
            links(operands, base.text().isEmpty() ? target : base, paths);
        } else {
            links(operands.subList(0, operands.size() - 1), operands.getLast(), paths);
        }
    }

    private static void links(List<Word> targets, Word link, Paths paths) {
        for (var target : targets) {
            paths.add(Verb.READ, target, false);
            paths.add(Verb.WRITE, link, false, target.path());
        }
    }

    static void use(Use use, String method, boolean recursive, Paths paths) {
        var word = use.word();
        var text = word.text();
        var url = Urls.url(text)
                .or(() -> Urls.begun(word))
                .or(() -> use.slot() == Slot.URL ? Optional.empty() : Urls.account(text));
        var remote = use.slot() == Slot.REMOTE_READ || use.slot() == Slot.REMOTE_WRITE;
        if (url.isPresent() && !(remote && Urls.isHere(url.get()))) {
            paths.speaks(url.get(), method, word);
            return;
        }
        switch (use.slot()) {
            case READ -> paths.add(Verb.READ, word, recursive);
            case WRITE -> paths.add(Verb.WRITE, word, recursive);
            case DELETE -> paths.add(Verb.DELETE, word, recursive);
            case EDIT -> {
                paths.add(Verb.READ, word, recursive);
                paths.add(Verb.WRITE, word, recursive);
            }
            case MOVE -> {
                paths.add(Verb.READ, word, true);
                paths.add(Verb.DELETE, word, true);
            }
            case ACCESS -> {
                if (pathLike(text)) {
                    paths.add(Verb.ACCESS, word, recursive);
                }
            }
            case URL -> {
                if (Urls.localFile(text).isPresent()) {
                    paths.add(Verb.READ, word, recursive);
                } else {
                    paths.speaks(Urls.web(text), method, word);
                }
            }
            case SSH -> Urls.host("ssh", text).ifPresent(host -> paths.speaks(host, "", word));
            case HOST -> Urls.host("tcp", Urls.filled(word)).ifPresent(host -> paths.speaks(host, "", word));
            case REMOTE_READ, REMOTE_WRITE ->
                Urls.remote(text)
                        .filter(host -> !Urls.isHere(host))
                        .ifPresentOrElse(
                                host -> paths.speaks(host, "", word),
                                () -> paths.add(
                                        use.slot() == Slot.REMOTE_READ ? Verb.READ : Verb.WRITE,
                                        Urls.remote(text).isPresent() ? below(word) : word,
                                        recursive));
            case VALUE,
                    PORT,
                    AT,
                    FORM,
                    DIRECTORY,
                    COMMAND,
                    SHELL,
                    CODE,
                    MODULE,
                    INCLUDE,
                    SCRIPT,
                    ASSIGNMENTS,
                    SETTING,
                    SUBCOMMAND,
                    MOUNT,
                    NAME,
                    METHOD -> {}
        }
    }

    /// `localhost:path`, which starts from the home directory.
    private static Word below(Word word) {
        var path = word.from(
                word.text().replaceFirst("(?s)(.*?(?:localhost|1|1])):.*", "$1").length() + 1);
        if (path.text().matches("(?s)[/~$].*")) {
            return path;
        }
        return new Word.Builder()
                .add("~/", Word.Mark.PLAIN, path.where())
                .add(path)
                .build(path.where());
    }

    private static boolean pathLike(String text) {
        return !text.contains("\n")
                && (text.contains("/") || text.startsWith("~") || text.startsWith(".") || text.startsWith("$HOME"));
    }
}

package io.gatehouse.command;

import io.gatehouse.command.LineFiles.Content;
import io.gatehouse.command.LineFiles.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// Files that the line makes, fills, copies and links, for what comes behind it in the line.
final class MadeFiles {
    private final LineFiles files;

    MadeFiles(LineFiles files) {
        this.files = files;
    }

    /// What a command does to files, for those that come behind it in the line.
    void made(Draft draft, Arguments arguments, String directory, Context context) {
        if (context.remote()) {
            return;
        }
        switch (draft.program) {
            case "tee", "sponge" -> {
                var text = Optional.ofNullable(draft.output);
                var adds = arguments.words().stream().anyMatch(word -> word.is("-a") || word.is("--append"));
                for (var use : arguments.uses) {
                    wrote(use.word(), directory, text, adds, List.of(draft), false);
                }
            }
            case "chmod", "chown", "chgrp", "chattr", "setfacl", "touch", "mkdir" -> {} // change no text
            case "set-content", "add-content", "out-file", "tee-object", "new-item" -> {} // their text is known better
            case "copy-item", "move-item", "copy", "move", "xcopy" -> copied(arguments, directory);
            case "ln" -> named(arguments, directory, files::links);
            case "cp", "gcp", "mv", "gmv", "install", "rsync" -> {
                var operands = arguments.operands;
                if (operands.size() == 2 && operands.getFirst().is("/dev/stdin")) {
                    wrote(operands.get(1), directory, Started.input(context), false, List.of(draft), false);
                } else {
                    named(arguments, directory, files::names);
                }
            }
            default -> {
                saved(draft, arguments, directory);
                for (var use : arguments.uses) {
                    switch (use.slot()) {
                        case WRITE, REMOTE_WRITE, EDIT ->
                            wrote(
                                    use.word(),
                                    directory,
                                    Optional.empty(),
                                    false,
                                    List.of(draft),
                                    !FETCHING.contains(draft.program) && !isOfAnotherRevision(draft));
                        default -> {}
                    }
                }
            }
        }
    }

    /// `git checkout branch -- file`: what another revision holds is not what stands in the workspace.
    private static boolean isOfAnotherRevision(Draft draft) {
        var words = draft.words.stream().map(Word::text).toList();
        var dashes = words.indexOf("--");
        return draft.program.equals("git")
                && (words.stream().anyMatch(word -> word.matches("--source(?:=.*)?|-s.*"))
                        || (dashes > 2 && !words.get(dashes - 1).startsWith("-")));
    }

    /// By the places of their arguments, or by parameters.
    private void copied(Arguments arguments, String directory) {
        var sources = Set.of(Spec.Slot.READ, Spec.Slot.MOVE);
        for (var to : arguments.uses) {
            for (var from : arguments.uses) {
                if (to.slot() == Spec.Slot.WRITE
                        && sources.contains(from.slot())
                        && to.word().wild() < 0
                        && from.word().wild() < 0) {
                    var place = Place.of(directory, from.word().path());
                    files.names(Place.of(directory, to.word().path()), place);
                    files.names(Place.of(directory, to.word().path() + "/" + RunFiles.name(from.word())), place);
                }
            }
        }
    }

    /// What a cmdlet, or a redirection behind a value, puts into a file.
    void put(Word file, List<Word> value, boolean adds, List<Draft> makers, String directory) {
        var known = !value.isEmpty() && value.stream().allMatch(Word::known);
        var text = known
                ? Optional.of(LineFiles.joined(value.stream().map(Outputs::line).toList()))
                : Optional.<Word>empty();
        wrote(file, directory, text, adds, makers, false);
    }

    /// `wget URL` and `curl -O URL` name the file as the URL does.
    private void saved(Draft draft, Arguments arguments, String directory) {
        var byUrl =
                switch (draft.program) {
                    case "curl" -> has(arguments, "-[a-zA-Z]*O|--remote-name(-all)?");
                    case "wget" -> !has(arguments, "-[a-zA-Z]*O.*|--output-document.*");
                    default -> false;
                };
        if (!byUrl) {
            return;
        }
        for (var use : arguments.uses) {
            var path = use.word().text().replaceFirst("[?#].*$", "");
            var name = use.word().cut(path.lastIndexOf('/') + 1, path.length());
            wrote(name, directory, Optional.empty(), false, List.of(draft), false);
        }
    }

    private static boolean has(Arguments arguments, String option) {
        return arguments.words().stream().anyMatch(word -> word.text().matches(option));
    }

    /// A file that another language's code writes: what is in it then is not known.
    void writtenByCode(Word file, Draft program, String directory) {
        wrote(file, directory, Optional.empty(), false, List.of(program), true);
    }

    /// Programs whose output is what a stranger, or an encoding, holds.
    private static final Set<String> FETCHING = Set.of(
            "mkfifo",
            "aria2c",
            "base32",
            "base64",
            "basenc",
            "bunzip2",
            "bzcat",
            "curl",
            "dd",
            "ftp",
            "gunzip",
            "gzip",
            "http",
            "https",
            "nc",
            "ncat",
            "netcat",
            "openssl",
            "rev",
            "scp",
            "sftp",
            "socat",
            "tr",
            "uudecode",
            "wget",
            "invoke-webrequest",
            "invoke-restmethod",
            "start-bitstransfer",
            "certutil",
            "bitsadmin",
            "xxd",
            "xz",
            "zcat",
            "zstd",
            "axel",
            "lynx",
            "w3m",
            "split",
            "awk",
            "gawk",
            "perl",
            "ruby",
            "php",
            "gpg",
            "age");

    /// Programs whose output is what stands in files or in a repository.
    private static final Set<String> SHOWING = Set.of("git", "cat", "head", "tail");

    void redirected(Redirections.Written write, List<Draft> found, String directory) {
        var target = write.target();
        if (!write.output()) {
            wrote(target, directory, Optional.empty(), write.adds(), found, true);
            return;
        }
        var known = found.stream().allMatch(draft -> draft.output != null);
        List<Word> texts = new ArrayList<>(List.of(new Word.Builder().build(target.where())));
        found.stream().map(draft -> draft.output).filter(Objects::nonNull).forEach(texts::add);
        var text = known ? Optional.of(LineFiles.joined(texts)) : Optional.<Word>empty();
        var made = !found.isEmpty() && SHOWING.contains(found.getLast().program);
        wrote(target, directory, text, write.adds(), found, made);
    }

    private void wrote(
            Word file, String directory, Optional<Word> text, boolean adds, List<Draft> makers, boolean made) {
        if (file.wild() < 0 && !file.text().isEmpty()) {
            Content content = text.<Content>map(known -> new Content.Text(known, adds))
                    .orElseGet(() -> new Content.Unknown(makers, made));
            files.writes(Place.of(directory, file.path()), content);
        }
    }

    /// What the line wrote into a file, if that is all that is in it.
    Optional<Word> text(Word file, String directory) {
        if (file.wild() >= 0) {
            return Optional.empty();
        }
        for (var place : files.same(Place.of(directory, file.path()))) {
            var contents = files.contents(place);
            if (contents.size() == 1 && contents.getFirst() instanceof Content.Text(var text, var adds) && !adds) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    /// `ln`, `cp` and `mv` make a second name, in a directory that is named last or at the path itself.
    private static void named(Arguments arguments, String directory, BiConsumer<Place, Place> names) {
        var operands = arguments.operands;
        if (operands.size() < 2 || operands.getLast().wild() >= 0) {
            return;
        }
        var last = operands.getLast();
        for (var file : operands.subList(0, operands.size() - 1)) {
            if (file.wild() < 0) {
                var from = Place.of(directory, file.path());
                var base = file.text().replaceFirst("/+$", "").replaceFirst(".*/", "");
                names.accept(Place.of(directory, last.path()), from);
                names.accept(Place.of(directory, last.path() + "/" + base), from);
            }
        }
    }
}

package io.gatehouse.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Directories of this machine that a container finds in a place of its own.
final class Mounts {
    private static final Pattern OPTION = Pattern.compile("(?:--volume=|-v)?([^:=,]+):(/[^:]*)(?::.*)?");
    private static final Pattern BIND =
            Pattern.compile("(?=.*(?:^|,|=)(?:source|src)=([^,]+)).*(?:target|destination|dst)=(/[^,]*).*");

    /// @param source here
    /// @param target in the container, without a slash at its end
    private record Mount(Word source, String target) {}

    private final List<Mount> mounts = new ArrayList<>();

    /// @param words of the command that starts the container
    Mounts(List<Word> words) {
        for (var i = 1; i < words.size(); i++) {
            var text = words.get(i).text();
            if (text.matches("-v|--volume|--mount") && i + 1 < words.size()) {
                add(words.get(++i));
            } else if (text.matches("(?s)-v.+|--(?:volume|mount)=.+")) {
                add(words.get(i));
            }
        }
    }

    private void add(Word word) {
        for (var form : List.of(BIND, OPTION)) {
            var found = form.matcher(word.text());
            if (found.matches()) {
                var target = found.group(2).replaceFirst("/+$", "");
                mounts.add(new Mount(word.cut(found.start(1), found.end(1)), target));
                return;
            }
        }
    }

    /// A command of the container with the paths of this machine; empty where it names nothing that is mounted.
    Optional<List<Word>> here(List<Word> command) {
        var changed = false;
        List<Word> words = new ArrayList<>();
        for (var word : command) {
            var here = mounts.stream()
                    .filter(mount ->
                            word.text().equals(mount.target()) || word.text().startsWith(mount.target() + "/"))
                    .findFirst()
                    .map(mount -> new Word.Builder()
                            .add(mount.source())
                            .add(word.from(mount.target().length()))
                            .build(word.where()));
            changed |= here.isPresent();
            words.add(here.orElseGet(() -> words.isEmpty() || word.text().startsWith("-") ? word : elsewhere(word)));
        }
        return changed ? Optional.of(words) : Optional.empty();
    }

    /// What only the container has is no path here.
    private static Word elsewhere(Word word) {
        return new Word.Builder().add(word.text(), Word.Mark.PIPE, word.where()).build(word.where());
    }
}

package io.gatehouse.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where in the line a statement stands.
///
/// @param wrappers the programs that start what is read here, outermost first
/// @param scripts how many scripts within scripts this is
/// @param around how many of the wrappers started the shell that reads this
/// @param remote what runs here runs on another machine: its paths are not ours
/// @param descriptors what can be read from further descriptors, by their numbers
record Context(
        Source source,
        List<String> wrappers,
        Input input,
        boolean background,
        int scripts,
        int around,
        boolean remote,
        Map<String, Input> descriptors) {
    private static final Set<String> POSIX = Set.of("sh", "dash", "ash", "posh");
    private static final Set<String> SHELLS = Set.of("sh", "dash", "ash", "posh", "bash", "zsh", "ksh", "mksh");

    /// What stands at a command's standard input.
    sealed interface Input {
        record Inherited() implements Input {}

        record File(Word name) implements Input {}

        record Text(Word text) implements Input {}

        record Pipe(List<Draft> upstream) implements Input {
            public Pipe {
                upstream = List.copyOf(upstream);
            }
        }
    }

    static Context of(Source source) {
        return new Context(source, List.of(), new Input.Inherited(), false, 0, 0, false, Map.of());
    }

    /// The innermost wrapper, or empty.
    String wrapper() {
        return wrappers.isEmpty() ? "" : wrappers.getLast();
    }

    /// The programs that start what stands here, without those around the shell that reads it.
    List<String> starters() {
        return wrappers.subList(around, wrappers.size());
    }

    /// Whether a shell may read this that knows no more than POSIX says.
    boolean inPosixShell() {
        var shells = wrappers.stream().filter(SHELLS::contains).toList();
        return !shells.isEmpty() && POSIX.contains(shells.getLast());
    }

    Context with(Source text) {
        return new Context(text, wrappers, input, background, scripts, around, remote, descriptors);
    }

    Context with(Input from) {
        return new Context(source, wrappers, from, background, scripts, around, remote, descriptors);
    }

    Context with(Map<String, Input> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, Input> all = new HashMap<>(descriptors);
        all.putAll(more);
        return new Context(source, wrappers, input, background, scripts, around, remote, Map.copyOf(all));
    }

    Context inBackground() {
        return new Context(source, wrappers, input, true, scripts, around, remote, descriptors);
    }

    Context within(String wrapper, boolean elsewhere) {
        List<String> all = new ArrayList<>(wrappers);
        all.add(wrapper);
        return new Context(
                source, List.copyOf(all), input, background, scripts, around, remote || elsewhere, descriptors);
    }

    Context deeper(Source text) {
        return new Context(text, wrappers, input, background, scripts + 1, wrappers.size(), remote, descriptors);
    }
}

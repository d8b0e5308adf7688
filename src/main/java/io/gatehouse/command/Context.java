package io.gatehouse.command;

import java.util.ArrayList;
import java.util.List;

/// Where in the line a statement stands.
///
/// @param wrappers the programs that start what is read here, outermost first
/// @param scripts how many scripts within scripts this is
/// @param remote what runs here runs on another machine: its paths are not ours
record Context(Source source, List<String> wrappers, Input input, boolean background, int scripts, boolean remote) {
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
        return new Context(source, List.of(), new Input.Inherited(), false, 0, false);
    }

    /// The innermost wrapper, or empty.
    String wrapper() {
        return wrappers.isEmpty() ? "" : wrappers.getLast();
    }

    Context with(Source text) {
        return new Context(text, wrappers, input, background, scripts, remote);
    }

    Context with(Input from) {
        return new Context(source, wrappers, from, background, scripts, remote);
    }

    Context inBackground() {
        return new Context(source, wrappers, input, true, scripts, remote);
    }

    Context within(String wrapper, boolean elsewhere) {
        List<String> all = new ArrayList<>(wrappers);
        all.add(wrapper);
        return new Context(source, List.copyOf(all), input, background, scripts, remote || elsewhere);
    }

    Context deeper(Source text) {
        return new Context(text, wrappers, new Input.Inherited(), background, scripts + 1, remote);
    }
}

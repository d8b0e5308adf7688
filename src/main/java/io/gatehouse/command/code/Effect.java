package io.gatehouse.command.code;

import java.util.List;

/// Something that a program does to the world around it.
public sealed interface Effect {
    enum Verb {
        READ,
        WRITE,
        DELETE,
        ACCESS
    }

    /// @param path never wholly unknown
    record File(Verb verb, List<Piece> path, boolean recursive) implements Effect {
        public File {
            path = List.copyOf(path);
        }
    }

    /// Text that a shell runs.
    record Shell(List<Piece> text) implements Effect {
        public Shell {
            text = List.copyOf(text);
        }
    }

    /// A program with its arguments, each as it is.
    record Command(List<List<Piece>> words) implements Effect {
        public Command {
            words = List.copyOf(words);
        }
    }

    /// A module, or a file with code in the same language.
    record Loads(List<Piece> module) implements Effect {
        public Loads {
            module = List.copyOf(module);
        }
    }

    /// All that is printed, without the end of its line.
    record Prints(List<Piece> text) implements Effect {
        public Prints {
            text = List.copyOf(text);
        }
    }

    /// A URL, or a host by itself.
    record Speaks(List<Piece> url) implements Effect {
        public Speaks {
            url = List.copyOf(url);
        }
    }
}

package io.gatehouse.command;

import java.util.List;

/// One program that the line would run.
///
/// @param program base name, quotes and escapes resolved; empty when it cannot be known
/// @param argv the words as the program would get them; expansions with an unknown value stand as written
/// @param flags the arguments that begin with `-`: as written without a value, bundled short ones also apart
/// @param words the other arguments
/// @param wrappers the programs that start this one, outermost first: `sudo`, `env`, `sh`
/// @param pipesFrom programs upstream in its pipeline, or whose output it runs
/// @param pipesInto programs downstream in its pipeline, or that run its output
/// @param directory the directory in force, relative to the call's: empty is that one, `?` is unknown
public record SimpleCommand(
        String program,
        List<String> argv,
        List<String> flags,
        List<String> words,
        List<String> wrappers,
        List<String> pipesFrom,
        List<String> pipesInto,
        boolean inBackground,
        Parse parse,
        String directory,
        Part where) {
    public SimpleCommand {
        argv = List.copyOf(argv);
        flags = List.copyOf(flags);
        words = List.copyOf(words);
        wrappers = List.copyOf(wrappers);
        pipesFrom = List.copyOf(pipesFrom);
        pipesInto = List.copyOf(pipesInto);
    }
}

package io.gatehouse.command.code;

import io.gatehouse.command.syntax.Grammar;
import io.gatehouse.command.syntax.Syntax;
import java.util.List;
import java.util.Optional;

/// One language: how its text becomes [Code], and what its names mean.
interface Language {
    /// Its section in `resources/command/code.txt`.
    String section();

    Grammar grammar();

    Translator translator(String text);

    /// Empty when the text is too large or nested too deeply to be followed.
    default Optional<Code> translate(String text) {
        return Optional.ofNullable(Syntax.read(text, grammar()))
                .map(root -> translator(text).program(root));
    }

    /// A module's name as the table spells it.
    default String module(String name) {
        return name;
    }

    /// Where the code of a module may be, from the directories where they are looked for; none for one that only an
    /// installer puts in its place.
    List<String> files(String module);

    /// The same for a module that is run by its name.
    default List<String> started(String module) {
        return files(module);
    }

    /// The value of something that a library holds, such as an environment variable.
    default Optional<Value> constant(String name) {
        return Optional.empty();
    }

    /// Whether an unknown member of this may be any function: `globals()[name]`.
    default boolean holdsCode(String name) {
        return false;
    }

    /// Whether this call only waits for a value: `promise.then(…)`.
    default boolean isAnswered(String name) {
        return false;
    }
}

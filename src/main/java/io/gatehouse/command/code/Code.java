package io.gatehouse.command.code;

import java.util.List;
import java.util.Map;

/// A program, as far as its effects matter: what every language translates into. Statements are expressions that
/// nobody asks for their value. Places are offsets in the program's text.
sealed interface Code {
    /// Text as it would be in memory: quotes and escapes resolved.
    record Literal(String text, int from, int to) implements Code {}

    record Whole(long value) implements Code {}

    record Name(String name) implements Code {}

    record Member(Code of, String name) implements Code {}

    /// @param at what selects the member or item
    record Index(Code of, Code at) implements Code {}

    /// @param named arguments that are given by name: keywords, or the fields of a last object
    record Call(Code callee, List<Code> arguments, Map<String, Code> named, int from, int to) implements Code {}

    record Items(List<Code> items) implements Code {}

    /// Fields by name; what it is depends on who gets it.
    record Fields(Map<String, Code> fields) implements Code {}

    /// Texts, or whatever else, one behind the other.
    record Joined(List<Code> parts) implements Code {}

    /// A path below another: `path / name`.
    record Below(Code of, Code name) implements Code {}

    /// Backwards: `text[::-1]`.
    record Reversed(Code of) implements Code {}

    /// One of several values: `a if c else b`, `a or b`.
    record Either(List<Code> ways) implements Code {}

    /// @param name empty for one without
    record Function(String name, List<String> parameters, Code body) implements Code {}

    record Assign(String name, Code value) implements Code {}

    /// The body once for each item; its value is the items that the rounds make.
    record Each(List<String> names, Code over, Code body) implements Code {}

    record Import(String local, String qualified) implements Code {}

    record Load(Literal module) implements Code {}

    record Block(List<Code> statements) implements Code {}

    /// Statements that may run or not, once or often.
    record Maybe(Code body) implements Code {}

    record Return(Code value) implements Code {}

    /// Backticks: shell text whose output is the value.
    record Shell(Code text, int from, int to) implements Code {}

    /// Something that is not followed; its parts still happen.
    record Other(List<Code> parts) implements Code {}

    /// A part that the grammar does not know.
    record Broken(int from, int to) implements Code {}

    Code NOTHING = new Other(List.of());
}

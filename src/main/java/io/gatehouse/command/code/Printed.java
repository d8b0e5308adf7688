package io.gatehouse.command.code;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A program that does nothing but print one text.
final class Printed {
    private static final Set<String> LINES = Set.of("print", "puts");

    private Printed() {}

    /// What is printed, with a line's end behind it; empty for a program that may do or print more.
    static Optional<Code> by(Code program) {
        return switch (program) {
            case Code.Block(var statements) when statements.size() == 1 -> by(statements.getFirst());
            case Code.Other(var parts) when parts.size() == 1 -> by(parts.getFirst());
            case Code.Call(var callee, var arguments, var named, var _, var _)
            when prints(callee) && arguments.size() == 1 && named.isEmpty() && isText(arguments.getFirst()) ->
                Optional.of(arguments.getFirst());
            case Code _ -> Optional.empty();
        };
    }

    private static boolean prints(Code callee) {
        return switch (callee) {
            case Code.Name(var name) -> LINES.contains(name);
            case Code.Member(Code.Name(var of), var member) -> of.equals("console") && member.equals("log");
            case Code _ -> false;
        };
    }

    private static boolean isText(Code code) {
        return switch (code) {
            case Code.Literal _ -> true;
            case Code.Joined(var parts) -> areTexts(parts);
            case Code.Reversed(var of) -> isText(of);
            case Code.Call(Code.Member(var of, var _), var arguments, var named, var _, var _) ->
                named.isEmpty() && isText(of) && areTexts(arguments);
            case Code _ -> false;
        };
    }

    private static boolean areTexts(List<Code> parts) {
        return parts.stream().allMatch(Printed::isText);
    }
}

package io.gatehouse.enforcement;

import io.gatehouse.grant.Scope;
import java.util.Optional;

/// A scope that an exception for a denied call could be asked for.
///
/// @param scope absent when it is not possible
/// @param words what it would let run, in plain words
/// @param impossible why it cannot be asked for, a sentence; "" when it can
public record ScopeChoice(Kind kind, Optional<Scope> scope, String words, String impossible) {
    /// The narrowest first.
    public enum Kind {
        /// This call, exactly as it was made.
        EXACT,
        /// A command that begins with all words of the denied one.
        COMMAND,
        /// A command that begins with its program and subcommand.
        SUBCOMMAND,
        /// The denied path, and what is below it.
        PATH,
        /// The directory that the denied path is in.
        DIRECTORY,
        HOST
    }

    static ScopeChoice possible(Kind kind, Scope scope, String words) {
        return new ScopeChoice(kind, Optional.of(scope), words, "");
    }

    static ScopeChoice impossible(Kind kind, String words, String why) {
        return new ScopeChoice(kind, Optional.empty(), words, why);
    }
}

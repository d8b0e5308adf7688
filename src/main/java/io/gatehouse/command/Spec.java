package io.gatehouse.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How one program reads its arguments: a line of `resources/command/programs.txt`.
///
/// @param name the program, or program and subcommand
/// @param slots what each operand is, in order
/// @param rest what every further operand is
/// @param last what the last operand is, if it differs
record Spec(
        String name,
        List<Slot> slots,
        Optional<Slot> rest,
        Optional<Slot> last,
        Map<String, Flag> flags,
        Set<Trait> traits) {

    enum Slot {
        READ,
        WRITE,
        DELETE,
        /// A path if it looks like one.
        ACCESS,
        /// Read and deleted.
        MOVE,
        /// Read and written.
        EDIT,
        /// No path.
        VALUE,
        /// A URL or host of the web.
        URL,
        /// A host that is spoken to by ssh.
        SSH,
        HOST,
        PORT,
        /// `host:path`, or a local path that is read.
        REMOTE_READ,
        /// `host:path`, or a local path that is written.
        REMOTE_WRITE,
        /// `@file` is read.
        AT,
        /// `name=@file` and `name=<file` are read.
        FORM,
        DIRECTORY,
        /// A command and all that follows.
        COMMAND,
        /// Shell text.
        SHELL,
        /// A directory of this machine that a container sees: `directory:there` or `source=directory,…`.
        MOUNT,
        /// What the names of found files look like.
        NAME,
        /// Program text in another language.
        CODE,
        /// The name or file of a module that is loaded; where it has an entry, as of a subcommand.
        MODULE,
        /// A directory where modules are looked for.
        INCLUDE,
        /// A script, whose own arguments follow.
        SCRIPT,
        /// `NAME=value` before a command.
        ASSIGNMENTS,
        /// `key=value` where some values are commands.
        SETTING,
        SUBCOMMAND,
        METHOD
    }

    enum Trait {
        /// Long options begin with one dash.
        LONG,
        RECURSIVE,
        /// What it starts runs on another machine.
        REMOTE,
        /// Standard input is shell text unless an operand names a script.
        SHELL,
        /// Standard input is program text unless an operand names a script.
        INTERPRETER,
        /// Appends words from its standard input to its command.
        APPENDS,
        /// Is reported even when it starts another command.
        ALSO,
        /// The first operand may be a bundle of options without a dash.
        BUNDLE,
        /// Runs in the shell itself.
        BUILTIN,
        /// Paths in options do not start from the directory that an option names.
        APART,
        /// Writes what it unpacks or installs into the directory in force, unless an argument names another.
        HERE,
        LINK
    }

    /// @param values what the option's values are; empty when it takes none
    /// @param attached the value can only be attached
    /// @param into the entry that the option turns this one into
    /// @param first the option says what the first operand would have said
    /// @param method the HTTP method that the option implies
    record Flag(
            List<Slot> values,
            boolean attached,
            boolean recursive,
            boolean first,
            Optional<String> into,
            Optional<String> method) {}

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    Optional<Slot> slot(int index) {
        return index < slots.size() ? Optional.of(slots.get(index)) : rest;
    }
}

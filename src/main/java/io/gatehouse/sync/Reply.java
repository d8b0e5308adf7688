package io.gatehouse.sync;

/// What the console said.
public sealed interface Reply<T> {
    record Said<T>(T value) implements Reply<T> {}

    /// It answered, and would not do it.
    ///
    /// @param sentence why, for people; its own words where it gave some
    record Refused<T>(int status, String sentence) implements Reply<T> {}

    /// There was no answer, or none of a console; the same may be asked again later.
    ///
    /// @param why a sentence for people
    record Away<T>(String why) implements Reply<T> {}
}

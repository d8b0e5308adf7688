package io.gatehouse.enforcement;

/// Keeps evidence: a verdict is told only after its record was committed.
@FunctionalInterface
public interface Recorder {
    /// Commits the record and counts the uses of its grants, all or nothing.
    ///
    /// @throws GrantUsedUp when another call took the last use
    /// @throws Unrecorded when it could not, and the person should know why
    /// @throws RuntimeException when it could not
    void record(Enforcement enforcement);

    /// One that has begun the record that will likely come, so that it is committed sooner. It keeps every other record
    /// just as well. Called while the answer is awaited that the record will tell of.
    ///
    /// @param likely as it will be, but for its basis and what it took
    default Recorder expecting(Enforcement likely) {
        return this;
    }
}

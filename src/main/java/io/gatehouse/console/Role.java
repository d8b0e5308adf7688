package io.gatehouse.console;

/// What a person may do in the console.
public enum Role {
    /// Decides requests and takes grants back.
    REVIEWER,
    /// Reads everything.
    AUDITOR,
    /// Enrols laptops and manages accounts.
    ADMINISTRATOR
}

package io.gatehouse.command;

/// The language that a shell line is written in.
public enum Dialect {
    BASH,
    /// Windows PowerShell and PowerShell 7.
    POWERSHELL,
    /// `cmd.exe`
    CMD
}

package io.gatehouse.command;

/// Something in the line that was not understood.
///
/// @param what one short phrase for people, such as `a variable names the program`
public record Doubt(String what, Part where) {}

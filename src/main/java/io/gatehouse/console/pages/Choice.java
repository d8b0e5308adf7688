package io.gatehouse.console.pages;

/// One of several values of a field.
public record Choice(String value, String words) {}

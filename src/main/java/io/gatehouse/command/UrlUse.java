package io.gatehouse.command;

/// A URL or host that the line would speak to.
///
/// @param url as written; a bare host gets the scheme its program would use: `ssh://host`, `tcp://host:port`
/// @param method the HTTP method, empty when there is none or it is not known
/// @param via the program
public record UrlUse(String url, String method, String via, Part where) {}

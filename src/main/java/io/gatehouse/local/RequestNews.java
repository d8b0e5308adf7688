package io.gatehouse.local;

/// An exception request that changed since the person was told of it.
///
/// @param change which change that is; rises with each
public record RequestNews(KeptRequest request, long change) {}

package io.gatehouse.grant;

/// What grants look at of a call, besides its access requests.
///
/// @param workspace absolute
/// @param key a keyed hash of the call before masking; "" when the call could not be read, which no grant covers
public record Call(String agent, String session, String workspace, String key) {}

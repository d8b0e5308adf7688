package io.gatehouse.wire;

import io.gatehouse.grant.ExceptionRequest;

/// An exception request on its way to the console.
///
/// @param request as the laptop keeps it
/// @param evidence the record of the denied call, which may come before the rest of the audit
public record Filing(ExceptionRequest request, Evidence.Row evidence) {}

package io.gatehouse.local;

import io.gatehouse.grant.ExceptionRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// An exception request, and all that this laptop knows of where it stands.
///
/// @param sent whether the console knows of it
/// @param connected whether there is a console that it could be sent to
/// @param grant the id of the grant that answers it
/// @param until when that ends
/// @param maxUses how many calls that may let through; absent for no limit, and while the grant is not here
/// @param question what the reviewer asks back
/// @param answer what the person said to that
public record KeptRequest(
        ExceptionRequest request,
        boolean sent,
        boolean connected,
        Optional<String> grant,
        Optional<Instant> until,
        OptionalLong maxUses,
        Optional<String> question,
        Optional<String> answer) {}

package io.gatehouse.wire;

import io.gatehouse.grant.ExceptionRequest;
import java.time.Instant;
import java.util.Optional;

/// Where a request stands, as the console sees it. For people: what counts for a decision is the signed document.
///
/// @param request its id
/// @param grant the id of the grant that answers it
/// @param until when that ends; it may be earlier than was wished
/// @param question what the reviewer asks back, while it waits for an answer
public record Standing(
        String request,
        ExceptionRequest.State state,
        Optional<ExceptionRequest.Word> word,
        Optional<String> grant,
        Optional<Instant> until,
        Optional<String> question) {}

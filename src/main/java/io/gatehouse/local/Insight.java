package io.gatehouse.local;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// What the daemon tells of itself when somebody looks. Each may take a while.
///
/// @param ofCall by the id of an enforcement; absent when there is none
/// @param diagnostics a text for whoever is asked for help, without secrets
public record Insight(
        Supplier<Privacy> privacy,
        Function<String, Optional<Privacy.OfCall>> ofCall,
        Supplier<Vitals> vitals,
        Supplier<String> diagnostics) {}

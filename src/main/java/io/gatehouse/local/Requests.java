package io.gatehouse.local;

import io.gatehouse.enforcement.Feed;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// What the daemon does about exception requests. Each may throw [LocalApi.Refused]. Nothing of it grants anything:
/// a grant is what the console signed.
///
/// @param list the newest first
/// @param draft absent when there is no enforcement with that id
/// @param file keeps a request, and sends it when that can be
/// @param withdraw takes one back, by its id
/// @param confirm lets one be sent that an agent filed, by its id
/// @param answer says something to what a reviewer asks back about one, by its id
/// @param changes each request after it was filed or has changed
public record Requests(
        Supplier<List<KeptRequest>> list,
        Function<String, Optional<KeptRequest>> find,
        Function<String, Optional<ExceptionDraft>> draft,
        Function<ExceptionWish, KeptRequest> file,
        Function<String, KeptRequest> withdraw,
        Function<String, KeptRequest> confirm,
        BiFunction<String, String, KeptRequest> answer,
        Feed<KeptRequest> changes) {}

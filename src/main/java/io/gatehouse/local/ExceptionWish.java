package io.gatehouse.local;

import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.grant.ExceptionRequest.Filer;
import java.time.Duration;
import java.util.OptionalLong;

/// What a developer, or an agent, asks for.
///
/// @param enforcement the id of the denied call
/// @param everySession also in other sessions of the same agent in the same workspace
/// @param uses for how many calls; absent for any number
/// @param ticket "" for none
/// @param filer what an agent files waits until the person has confirmed it
public record ExceptionWish(
        String enforcement,
        ScopeChoice.Kind scope,
        boolean everySession,
        Duration wished,
        OptionalLong uses,
        String justification,
        String ticket,
        Filer filer) {}

package io.gatehouse.console.pages;

import io.gatehouse.console.Role;
import io.gatehouse.console.access.Account;
import io.gatehouse.console.access.Secret;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Which page is asked for, and whether this person may.
///
/// @param oidc logging in by the organisation's provider, where there is one
/// @param sections what answers below each section's path
public record Routing(AccessPages access, Optional<OidcPages> oidc, Map<Section, Shelf> sections) {
    /// What people need before they are logged in.
    private static final Set<String> OPEN = Set.of("login", "logout", "invitation");

    public Routing {
        sections = Map.copyOf(sections);
    }

    /// The pages of one section.
    public interface Shelf {
        /// Called for people who may see the section.
        Answer answer(Visit visit);
    }

    /// Whether such a visit of somebody who is not logged in ends at the login, whatever its form says.
    boolean needsLogin(Visit visit) {
        return visit.account().isEmpty() && !OPEN.contains(visit.part(0));
    }

    /// @param begin takes the secret that the browser is known by from now on
    Answer answer(Visit visit, Consumer<Secret> begin) {
        if (needsLogin(visit)) {
            return visit.part(0).isEmpty() ? new Answer.Go("/login") : access.needsLogin(visit);
        }
        return switch (visit.part(0)) {
            case "login" -> login(visit, begin);
            case "logout" -> access.logout(visit, begin);
            case "invitation" -> access.invitation(visit, begin);
            case "" -> start(visit);
            default -> section(visit);
        };
    }

    private Answer login(Visit visit, Consumer<Secret> begin) {
        return switch (visit.part(1)) {
            case "" -> access.login(visit, begin);
            case "oidc" -> oidc.orElseThrow(Trouble::missing).answer(visit, begin);
            default -> throw Trouble.missing();
        };
    }

    private Answer start(Visit visit) {
        return Section.of(roles(visit)).stream()
                .findFirst()
                .<Answer>map(first -> new Answer.Go(first.path()))
                .orElseThrow(() -> Trouble.notYours("You have no role yet. Ask an administrator to give you one."));
    }

    private static Set<Role> roles(Visit visit) {
        return visit.account().map(Account::roles).orElse(Set.of());
    }

    private Answer section(Visit visit) {
        for (var section : Section.values()) {
            if (section.path().equals("/" + visit.part(0)) && sections.containsKey(section)) {
                if (!section.isFor(roles(visit))) {
                    throw Trouble.notYours("Your role does not see this part. An administrator can give you another.");
                }
                return Objects.requireNonNull(sections.get(section)).answer(visit);
            }
        }
        throw Trouble.missing();
    }
}

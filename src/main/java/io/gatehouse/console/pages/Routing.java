package io.gatehouse.console.pages;

import io.gatehouse.console.access.Secret;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Which page is asked for, and whether this person may.
///
/// @param sections what answers below each section's path
public record Routing(AccessPages access, Map<Section, Shelf> sections) {
    public Routing {
        sections = Map.copyOf(sections);
    }

    /// The pages of one section.
    public interface Shelf {
        /// Called for people who may see the section.
        Answer answer(Visit visit);
    }

    /// @param begin takes the secret that the browser is known by from now on
    Answer answer(Visit visit, Consumer<Secret> begin) {
        return switch (visit.part(0)) {
            case "login" -> access.login(visit, begin);
            case "logout" -> access.logout(visit, begin);
            case "invitation" -> access.invitation(visit, begin);
            case "" -> start(visit);
            default -> section(visit);
        };
    }

    private Answer start(Visit visit) {
        if (visit.account().isEmpty()) {
            return new Answer.Go("/login");
        }
        return Section.of(visit.account().get().roles()).stream()
                .findFirst()
                .<Answer>map(first -> new Answer.Go(first.path()))
                .orElseThrow(() -> Trouble.notYours("You have no role yet. Ask an administrator to give you one."));
    }

    private Answer section(Visit visit) {
        if (visit.account().isEmpty()) {
            return access.needsLogin(visit);
        }
        for (var section : Section.values()) {
            if (section.path().equals("/" + visit.part(0)) && sections.containsKey(section)) {
                if (!section.isFor(visit.account().get().roles())) {
                    throw Trouble.notYours("Your role does not see this part. An administrator can give you another.");
                }
                return Objects.requireNonNull(sections.get(section)).answer(visit);
            }
        }
        throw Trouble.missing();
    }
}

package io.gatehouse.console.pages;

import io.gatehouse.console.Role;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands around a page.
///
/// @param here absent on pages that belong to no section
/// @param seat absent for who is not logged in
/// @param formToken for every form of the page
public record Frame(String title, @Nullable Section here, @Nullable Seat seat, String formToken, @Nullable Said said) {
    /// Who is logged in.
    public record Seat(String name, Set<Role> roles) {
        public Seat {
            roles = Set.copyOf(roles);
        }

        public String roleWords() {
            return Words.roles(roles);
        }
    }

    public List<Section> sections() {
        return seat == null ? List.of() : Section.of(seat.roles());
    }

    public boolean may(Role role) {
        return seat != null && seat.roles().contains(role);
    }
}

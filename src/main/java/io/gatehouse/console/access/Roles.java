package io.gatehouse.console.access;

import io.gatehouse.console.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Roles as a column of the database.
final class Roles {
    private Roles() {}

    static String written(Set<Role> roles) {
        return roles.stream()
                .sorted()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    static Set<Role> read(String column) {
        var roles = EnumSet.noneOf(Role.class);
        Arrays.stream(column.split(",", -1))
                .filter(name -> !name.isEmpty())
                .forEach(name -> roles.add(Role.valueOf(name.toUpperCase(Locale.ROOT))));
        return roles;
    }
}

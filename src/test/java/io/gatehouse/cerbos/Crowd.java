package io.gatehouse.cerbos;

import io.gatehouse.policy.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The people that plans are asked for: every set of an organisation's roles, sets with a role that it does not know,
/// and people with attributes and odd names.
final class Crowd {
    static final List<Principal> OF_OURS = ours();

    /// Of the organisation in `policies-second`, where attributes matter.
    static final List<Principal> OF_THE_SECOND = second();

    private Crowd() {}

    private static List<Principal> ours() {
        var people = new ArrayList<Principal>();
        for (var roles : subsets(List.of("developer", "contractor", "release-engineer", "read-only"))) {
            people.add(person("ada", roles));
        }
        for (var role : List.of("developer", "contractor", "release-engineer", "read-only")) {
            people.add(person("bob", List.of(role, "intern")));
        }
        people.add(person("intern", List.of("intern")));
        people.add(new Principal(
                "carol@example.com",
                List.of("developer"),
                Map.of("department", "research", "level", 3, "oncall", true, "teams", List.of("a", "b"))));
        people.add(
                new Principal("dave", List.of("contractor", "read-only"), Map.of("level", 2.5, "name", "D\u00e4ve")));
        people.add(person("o'brien \"x\" \\ ${y}", List.of("contractor")));
        people.add(person("\u00e4da/l\u00f6velace:1#2", List.of("developer", "read-only")));
        people.add(person("\ud83d\ude00 ", List.of("read-only")));
        people.add(person("x".repeat(300), List.of("release-engineer", "read-only")));
        return List.copyOf(people);
    }

    private static List<Principal> second() {
        var people = new ArrayList<Principal>();
        var attributes = List.<Map<String, Object>>of(
                Map.of("team", "pay", "level", 4, "onCall", true, "languages", List.of("en", "no")),
                Map.of("team", "app", "level", 0.5, "onCall", false, "languages", List.of()),
                Map.of("team", "", "level", 3.0, "onCall", false, "languages", List.of("d\u00e9")));
        int i = 0;
        for (var roles : subsets(List.of("engineer", "operator", "trainee", "auditor"))) {
            people.add(new Principal("kari", roles, attributes.get(i++ % attributes.size())));
        }
        for (var some : attributes) {
            people.add(new Principal("ingrid", List.of("engineer"), some));
            people.add(new Principal("ingrid", List.of("operator", "stranger"), some));
            people.add(new Principal("ola", List.of("engineer"), some));
        }
        people.add(new Principal("none", List.of("engineer"), Map.of()));
        people.add(new Principal("half", List.of("operator"), Map.of("onCall", true)));
        people.add(new Principal("wrong", List.of("engineer"), Map.of("level", "high", "team", "pay")));
        return List.copyOf(people);
    }

    private static Principal person(String id, List<String> roles) {
        return new Principal(id, roles, Map.of());
    }

    /// Every set of them but the empty one.
    static List<List<String>> subsets(List<String> roles) {
        var sets = new ArrayList<List<String>>();
        for (int bits = 1; bits < 1 << roles.size(); bits++) {
            var set = new ArrayList<String>();
            for (int i = 0; i < roles.size(); i++) {
                if ((bits & (1 << i)) != 0) {
                    set.add(roles.get(i));
                }
            }
            sets.add(set);
        }
        return sets;
    }
}

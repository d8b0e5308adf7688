package io.gatehouse.policy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One question to the PDP: may this principal do this to a resource with these attributes?
///
/// Attributes follow the contract [#CONTRACT]: each kind has a fixed set, all present, with a neutral value ("",
/// false, []) where nothing is known, because a policy must never have to ask whether one exists. They are
/// already masked.
///
/// @param attributes [String], [Boolean], [Long] or lists of strings, by name
public record AccessRequest(Principal principal, Action action, SortedMap<String, Object> attributes) {
    /// The version of the attribute contract; sent as the resource's policy version.
    public static final String CONTRACT = "v1";

    /// The time of the request (RFC 3339). Never part of a cache key.
    public static final String AT = "at";

    /// Whether the session was denied before what this reaches for by other means: a heuristic.
    public static final String AFTER_DENY = "afterDeny";

    /// The ids of rules that are granted not to stop this request, sorted.
    public static final String WAIVED = "waived";

    /// The ids of rules that a person lifted for this one call, sorted.
    public static final String CONFIRMED = "confirmed";

    public AccessRequest {
        var copy = new TreeMap<>(attributes); // of a sorted map, and so without comparing
        copy.replaceAll(AccessRequest::checked);
        attributes = Collections.unmodifiableSortedMap(copy);
    }

    public AccessRequest(Principal principal, Action action, Map<String, ?> attributes) {
        this(principal, action, new TreeMap<>(attributes));
    }

    /// Whether a PDP can be asked this at all.
    public boolean canBeAsked() {
        for (var value : attributes.values()) {
            if (!Unicode.isText(value)) {
                return false;
            }
        }
        return true;
    }

    /// The same question with these rules waived; what that is worth is the policy's word.
    public AccessRequest waiving(Set<String> rules) {
        return with(WAIVED, rules.stream().sorted().toList());
    }

    /// The same question with these rules confirmed by a person; what that is worth is the policy's word.
    public AccessRequest confirming(Set<String> rules) {
        return with(CONFIRMED, rules.stream().sorted().toList());
    }

    private AccessRequest with(String name, Object value) {
        var changed = new TreeMap<>(attributes);
        changed.put(name, value);
        return new AccessRequest(principal, action, changed);
    }

    /// The same question, whenever it is asked.
    public AccessRequest timeless() {
        var changed = new TreeMap<>(attributes);
        changed.remove(AT);
        return new AccessRequest(principal, action, changed);
    }

    /// The same question of a session that was denied before what this reaches for.
    public AccessRequest afterDeny() {
        return with(AFTER_DENY, true);
    }

    /// Of what tells the requests of one call apart: their texts. The lists that go with them take long to hash.
    @Override
    public int hashCode() {
        int hash = action.hashCode();
        for (var value : attributes.values()) {
            if (value instanceof String text) {
                hash = 31 * hash + text.hashCode();
            }
        }
        return hash;
    }

    /// As a record's: all that a request has.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessRequest(var who, var what, var whatever)
                && action == what
                && principal.equals(who)
                && attributes.equals(whatever);
    }

    /// A string attribute, or "" where the kind has none of that name.
    public String text(String name) {
        return attributes.get(name) instanceof String text ? text : "";
    }

    /// Whether a flag is set; false where the kind has none of that name.
    public boolean isSo(String name) {
        return attributes.get(name) instanceof Boolean flag && flag;
    }

    /// A list attribute, or an empty list where the kind has none of that name.
    public List<String> texts(String name) {
        return attributes.get(name) instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : List.of();
    }

    private static Object checked(String name, Object value) {
        return switch (value) {
            case String _, Boolean _, Long _ -> value;
            case Integer number -> number.longValue();
            case List<?> list when isOfStrings(list) -> List.copyOf(list);
            default -> throw new IllegalArgumentException("attribute " + name + " has type " + value.getClass());
        };
    }

    private static boolean isOfStrings(List<?> list) {
        for (var element : list) {
            if (!(element instanceof String)) {
                return false;
            }
        }
        return true;
    }
}

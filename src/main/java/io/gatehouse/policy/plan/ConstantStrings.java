package io.gatehouse.policy.plan;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A list of strings that stands in the policy, where it is looked through at every decision: a set as well.
final class ConstantStrings extends AbstractList<Object> implements RandomAccess {
    private final String[] list;
    private final Set<String> set;

    ConstantStrings(List<String> strings) {
        list = strings.toArray(String[]::new);
        set = Set.copyOf(strings);
    }

    @Override
    public Object get(int index) {
        return list[index];
    }

    @Override
    public int size() {
        return list.length;
    }

    @Override
    public boolean contains(@Nullable Object value) {
        return value instanceof String text && set.contains(text);
    }
}

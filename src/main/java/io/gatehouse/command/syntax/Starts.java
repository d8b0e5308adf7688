package io.gatehouse.command.syntax;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSNode;

/// Where nodes begin. The binding carries it in a private field (`context0`, by version 0.26.6), whose reading costs
/// nothing, while its method asks native code, which takes a quarter of all the time that a node does. Without the
/// field the method is asked.
final class Starts {
    private static final @Nullable VarHandle FIELD = field();

    private Starts() {}

    static int of(TSNode node) {
        return FIELD == null ? node.getStartByte() : (int) FIELD.get(node);
    }

    private static @Nullable VarHandle field() {
        try {
            return MethodHandles.privateLookupIn(TSNode.class, MethodHandles.lookup())
                    .findVarHandle(TSNode.class, "context0", int.class);
        } catch (ReflectiveOperationException _) {
            return null;
        }
    }
}

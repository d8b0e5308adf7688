package io.gatehouse.sync;

import io.gatehouse.wire.Answer;
import io.gatehouse.wire.Filing;
import io.gatehouse.wire.Standing;
import io.gatehouse.wire.Withdrawal;
import java.util.List;

/// The exception requests of this laptop, as far as the console is concerned.
public interface Outbox {
    /// What the console is to be told.
    sealed interface Item {
        record File(Filing filing) implements Item {}

        record Reply(Answer answer) implements Item {}

        record Withdraw(Withdrawal withdrawal) implements Item {}
    }

    /// Not told yet, the oldest first.
    List<Item> list();

    /// The console was told.
    void sent(Item item);

    /// The console says where a request stands; also of those that this laptop does not know.
    void stands(Standing standing);
}

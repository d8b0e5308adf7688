package io.gatehouse.sync;

import io.gatehouse.wire.Evidence;
import java.util.Collection;
import java.util.List;

/// The audit log on its way to the console.
public interface Records {
    /// The newest row's seq; 0 for none.
    long last();

    /// Up to where the console has every row.
    long sentUpTo();

    /// The rows behind one, by rising seq, without those that were set aside.
    ///
    /// @param mostCharacters after this much of records no further row is added
    List<Evidence.Row> after(long seq, int most, long mostCharacters);

    /// Outcomes that became known after their rows were sent.
    List<Evidence.Outcome> listLate(int most);

    /// Remembers what the console has.
    ///
    /// @param withoutOutcome rows that were sent before their outcome was known
    /// @param outcomes late ones that it was told
    void received(long upTo, Collection<Long> withoutOutcome, Collection<Long> outcomes);

    /// Sends this row no more: the console does not take it.
    ///
    /// @param sentence what it said
    void setAside(long seq, String sentence);

    /// About the rows that were set aside, for people; "" for none.
    String setAside();
}

package io.gatehouse.app;

import io.gatehouse.store.EvidenceRows;
import io.gatehouse.sync.Records;
import io.gatehouse.wire.Evidence;
import java.util.Collection;
import java.util.List;

/// The kept evidence, as it is sent.
record ConsoleRecords(EvidenceRows evidence) implements Records {
    @Override
    public long last() {
        return evidence.last();
    }

    @Override
    public long sentUpTo() {
        return evidence.sentUpTo();
    }

    @Override
    public List<Evidence.Row> after(long seq, int most, long mostCharacters) {
        return evidence.after(seq, most, mostCharacters).stream()
                .map(ConsoleOutbox::wire)
                .toList();
    }

    @Override
    public List<Evidence.Outcome> listLate(int most) {
        return evidence.listLate(most).stream()
                .map(late -> new Evidence.Outcome(late.seq(), late.ran()))
                .toList();
    }

    @Override
    public void received(long upTo, Collection<Long> withoutOutcome, Collection<Long> outcomes) {
        evidence.received(upTo, withoutOutcome, outcomes);
    }
}

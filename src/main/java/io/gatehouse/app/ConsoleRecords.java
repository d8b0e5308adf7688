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

    @Override
    public void setAside(long seq, String sentence) {
        evidence.setAside(seq, sentence);
    }

    @Override
    public String setAside() {
        var refused = evidence.listSetAside();
        if (refused.isEmpty()) {
            return "";
        }
        var last = refused.getLast();
        var what = refused.size() == 1
                ? "The console does not take record " + last.seq()
                : "The console does not take " + refused.size() + " records, the last of them " + last.seq();
        return what + " (" + last.sentence()
                + "). Its log has a gap there; they stay on this computer. Tell your security team.";
    }
}

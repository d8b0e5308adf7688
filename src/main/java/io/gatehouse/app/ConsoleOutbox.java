package io.gatehouse.app;

import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.store.EvidenceRows;
import io.gatehouse.store.KeptRequests;
import io.gatehouse.sync.Outbox;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Filing;
import io.gatehouse.wire.Standing;
import io.gatehouse.wire.Withdrawal;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The kept requests, as the console is told of them.
record ConsoleOutbox(KeptRequests requests, EvidenceRows evidence) implements Outbox {
    private static final Logger log = LoggerFactory.getLogger(ConsoleOutbox.class);

    @Override
    public List<Item> list() {
        var items = new ArrayList<Item>();
        for (var kept : requests.unsent()) {
            var request = kept.request();
            if (request.state() == State.WITHDRAWN) {
                items.add(new Item.Withdraw(new Withdrawal(request.id())));
            } else {
                evidence.find(request.enforcement())
                        .ifPresentOrElse(
                                row -> items.add(new Item.File(new Filing(request, wire(row)))),
                                () -> missing(request));
            }
        }
        for (var kept : requests.unsentAnswers()) {
            items.add(new Item.Reply(new Answer(
                    kept.request().id(),
                    kept.question().orElseThrow(),
                    kept.answer().orElseThrow())));
        }
        return items;
    }

    static Evidence.Row wire(EvidenceRows.Row row) {
        return new Evidence.Row(row.seq(), row.epoch(), row.number(), row.record(), row.chain(), row.outcome());
    }

    private static void missing(ExceptionRequest request) {
        log.warn("The record that request {} quotes is not in the audit log, so the request is not sent", request.id());
    }

    @Override
    public void sent(Item item) {
        switch (item) {
            case Item.File(var filing) ->
                requests.markSent(filing.request().id(), filing.request().state());
            case Item.Reply(var answer) -> requests.markAnswerSent(answer.request(), answer.answer());
            case Item.Withdraw(var withdrawal) -> requests.markSent(withdrawal.request(), State.WITHDRAWN);
        }
    }

    @Override
    public void stands(Standing standing) {
        boolean moved = requests.move(
                standing.request(),
                standing.state(),
                standing.word(),
                standing.grant(),
                standing.until(),
                standing.question());
        if (!moved) {
            log.debug("Request {} is unknown here, or cannot become {}", standing.request(), standing.state());
        }
    }
}

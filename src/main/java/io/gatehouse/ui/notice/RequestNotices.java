package io.gatehouse.ui.notice;

import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Messages;
import io.gatehouse.ui.Times;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;

/// What a person is told when an exception request has changed.
public final class RequestNotices {
    private static final int LONGEST_LINE = 240;

    private RequestNotices() {}

    /// Empty where there is no news: what the person did, and that a reviewer has opened it.
    public static Optional<Notice> of(KeptRequest kept, Instant now, ZoneId zone) {
        var request = kept.request();
        return switch (request.state()) {
            case UNCONFIRMED ->
                notice(
                        kept,
                        Icon.Name.OBSERVING,
                        "notice.request.confirm",
                        Messages.text("notice.request.wants", request.justification()),
                        Messages.text("notice.request.confirm.body", request.id()));
            case WAITING, SEEN ->
                kept.question()
                        .filter(_ -> kept.answer().isEmpty())
                        .flatMap(question ->
                                notice(kept, Icon.Name.OBSERVING, "notice.request.question", question, see(request)));
            case GRANTED ->
                notice(kept, Icon.Name.ENFORCING, "notice.request.granted", granted(kept, now, zone), said(request));
            case REFUSED -> notice(kept, Icon.Name.DENIED, "notice.request.refused", said(request), see(request));
            case EXPIRED ->
                neverSent(kept) ? Optional.empty() : notice(kept, Icon.Name.DENIED, "notice.request.expired");
            case REVOKED -> notice(kept, Icon.Name.DENIED, "notice.request.revoked", said(request));
            case USED_UP -> notice(kept, Icon.Name.DENIED, "notice.request.used-up");
            case WITHDRAWN -> Optional.empty();
        };
    }

    private static boolean neverSent(KeptRequest kept) {
        return kept.request().filer() == Filer.AGENT && !kept.sent();
    }

    private static String granted(KeptRequest kept, Instant now, ZoneId zone) {
        var calls = kept.maxUses().isPresent()
                ? Messages.text("notice.request.calls", kept.maxUses().getAsLong())
                : "";
        var until = kept.until()
                .map(at -> Messages.text("notice.request.until", Times.dayAndClock(at, now, zone)))
                .orElse("");
        return until + (until.isEmpty() || calls.isEmpty() ? "" : ", ") + calls;
    }

    private static String said(ExceptionRequest request) {
        return request.word()
                .filter(word -> !word.sentence().isBlank())
                .map(word -> Messages.text("notice.request.said", word.reviewer(), word.sentence()))
                .or(() -> request.word().map(Word::reviewer))
                .orElse("");
    }

    /// Where the person sees more.
    private static String see(ExceptionRequest request) {
        return Messages.text("notice.request.see", request.id());
    }

    private static Optional<Notice> notice(KeptRequest kept, Icon.Name icon, String key, String... lines) {
        var request = kept.request();
        int room = Notice.LONGEST_TITLE - Messages.text(key, "").length();
        return Optional.of(new Notice(
                "request/" + request.id(),
                icon,
                Messages.text(key, Shown.line(request.shown(), room)),
                Stream.of(lines)
                        .flatMap(String::lines)
                        .filter(line -> !line.isBlank())
                        .map(line -> Shown.line(line, LONGEST_LINE))
                        .toList(),
                Notice.Urgency.NORMAL,
                false,
                Optional.of(request.enforcement())));
    }
}

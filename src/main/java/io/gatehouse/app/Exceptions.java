package io.gatehouse.app;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.Preview;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Exceptable;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.GrantBook;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.local.ExceptionDraft;
import io.gatehouse.local.ExceptionDraft.Choice;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.local.LocalApi.Refused;
import io.gatehouse.local.RequestNews;
import io.gatehouse.local.Requests;
import io.gatehouse.store.KeptRequests;
import io.gatehouse.store.KeptRequests.Kept;
import io.gatehouse.ui.Desktop;
import io.gatehouse.wire.Answer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Asks for exceptions: what can be asked for about a denied call, and what was. Grants nothing.
final class Exceptions {
    /// As many as people can look through; an agent in a loop must not bury the security team.
    static final int MOST_UNDECIDED = 50;

    private static final int LONGEST_TICKET = 500;

    private final AuditLog log;
    private final KeptRequests kept;
    private final Supplier<GrantBook> book;
    private final String device;
    private final BooleanSupplier isConnected;
    private final Clock clock;
    private final Supplier<String> ids;
    private final Feed<KeptRequest> changes = new Feed<>();

    /// @param device this laptop
    /// @param isConnected whether there is a console that requests can be sent to
    /// @param ids unique everywhere
    Exceptions(
            AuditLog log,
            KeptRequests kept,
            Supplier<GrantBook> book,
            String device,
            BooleanSupplier isConnected,
            Clock clock,
            Supplier<String> ids) {
        this.log = log;
        this.kept = kept;
        this.book = book;
        this.device = device;
        this.isConnected = isConnected;
        this.clock = clock;
        this.ids = ids;
        kept.changes().subscribe(request -> changes.publish(shown(request)));
    }

    /// As the local API offers it.
    Requests requests() {
        return new Requests(
                this::list, this::find, this::draft, this::file, this::withdraw, this::confirm, this::answer, changes);
    }

    /// Changes that the person was not told of.
    Desktop.News news() {
        return new Desktop.News(
                () -> kept.listUntold().stream()
                        .map(news -> new RequestNews(shown(news.kept()), news.change()))
                        .toList(),
                news -> kept.markTold(news.request().request().id(), news.change()));
    }

    private List<KeptRequest> list() {
        return kept.list().stream().map(this::shown).toList();
    }

    private Optional<KeptRequest> find(String id) {
        return kept.find(id).map(this::shown);
    }

    KeptRequest shown(Kept one) {
        return new KeptRequest(
                one.request(),
                one.sent(),
                isConnected.getAsBoolean(),
                one.grant(),
                one.until(),
                one.grant().map(this::maxUses).orElse(OptionalLong.empty()),
                one.question(),
                one.answer());
    }

    private OptionalLong maxUses(String grant) {
        return book.get().list().stream()
                .map(Held::grant)
                .filter(held -> held.id().equals(grant))
                .map(Grant::maxUses)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private Optional<ExceptionDraft> draft(String enforcement) {
        return log.find(enforcement).map(record -> draft(record.enforcement()));
    }

    private ExceptionDraft draft(Enforcement denied) {
        var exceptable = new Exceptable(denied, device);
        var choices = exceptable.choices();
        var grants = new ArrayList<Grant>();
        for (var choice : choices) {
            choice.scope().ifPresent(scope -> {
                grants.add(exceptable.grant(scope, false));
                grants.add(exceptable.grant(scope, true));
            });
        }
        var previews = grants.isEmpty()
                ? List.<Preview>of().iterator()
                : Preview.of(log, grants, device, clock.instant()).iterator();
        return new ExceptionDraft(
                denied.id(),
                denied.at(),
                denied.shown(),
                exceptable.rules(),
                exceptable.refusal(),
                !denied.origin().session().isEmpty(),
                choices.stream()
                        .map(choice -> choice.scope().isPresent()
                                ? new Choice(choice, Optional.of(previews.next()), Optional.of(previews.next()))
                                : new Choice(choice, Optional.empty(), Optional.empty()))
                        .toList());
    }

    private synchronized KeptRequest file(ExceptionWish wish) {
        var denied = log.find(wish.enforcement())
                .orElseThrow(() -> new Refused("There is no enforcement with this id."))
                .enforcement();
        var exceptable = new Exceptable(denied, device);
        exceptable.refusal().ifPresent(why -> {
            throw new Refused(why);
        });
        var request = request(wish, denied, exceptable, choice(exceptable.choices(), wish.scope()));
        refuseWhatIsAskedForAlready(request);
        kept.add(request);
        return get(request.id());
    }

    private static ScopeChoice choice(List<ScopeChoice> choices, ScopeChoice.Kind kind) {
        var choice = choices.stream().filter(one -> one.kind() == kind).findFirst();
        if (choice.isEmpty()) {
            throw new Refused("This call has no scope \"%s\"; it has: %s."
                    .formatted(
                            code(kind),
                            choices.stream().map(one -> code(one.kind())).collect(Collectors.joining(", "))));
        }
        if (choice.get().scope().isEmpty()) {
            throw new Refused(choice.get().impossible());
        }
        return choice.get();
    }

    static String code(ScopeChoice.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private ExceptionRequest request(
            ExceptionWish wish, Enforcement denied, Exceptable exceptable, ScopeChoice choice) {
        if (wish.wished().compareTo(ExceptionRequest.SHORTEST) < 0
                || wish.wished().compareTo(ExceptionRequest.LONGEST) > 0) {
            throw new Refused("An exception lasts from 1 minute to 30 days.");
        }
        if (wish.ticket().length() > LONGEST_TICKET) {
            throw new Refused("A ticket is a link or a number of up to " + LONGEST_TICKET + " characters.");
        }
        try {
            return new ExceptionRequest(
                    "R-" + ids.get(),
                    clock.instant(),
                    wish.filer(),
                    denied.id(),
                    denied.shown(),
                    exceptable.rules(),
                    choice.scope().orElseThrow(),
                    exceptable.reach(wish.everySession()),
                    wish.wished(),
                    wish.uses(),
                    wish.justification(),
                    wish.ticket(),
                    wish.filer() == Filer.AGENT ? State.UNCONFIRMED : State.WAITING,
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            var why = String.valueOf(e.getMessage());
            throw new Refused(why.substring(0, 1).toUpperCase(Locale.ROOT) + why.substring(1) + ".", e);
        }
    }

    private void refuseWhatIsAskedForAlready(ExceptionRequest request) {
        var undecided = kept.listOpen().stream()
                .map(Kept::request)
                .filter(other -> other.state() != State.GRANTED)
                .toList();
        undecided.stream()
                .filter(other -> other.scope().equals(request.scope())
                        && other.reach().equals(request.reach())
                        && other.rules().equals(request.rules()))
                .findFirst()
                .ifPresent(other -> {
                    throw new Refused("This was asked for already: %s. See: gatehouse exceptions show %s"
                            .formatted(other.id(), other.id()));
                });
        if (undecided.size() >= MOST_UNDECIDED) {
            throw new Refused(
                    "%d requests of this laptop are undecided; withdraw some first.".formatted(undecided.size()));
        }
    }

    private KeptRequest withdraw(String id) {
        return moved(id, State.WITHDRAWN, "be withdrawn");
    }

    private KeptRequest confirm(String id) {
        var state = get(id).request().state();
        if (state != State.UNCONFIRMED) {
            throw new Refused(
                    state == State.WITHDRAWN || state == State.EXPIRED
                            ? "This request has ended; ask anew."
                            : "This request was confirmed already.");
        }
        return moved(id, State.WAITING, "be confirmed");
    }

    private KeptRequest answer(String id, String words) {
        if (words.isBlank() || words.length() > Answer.LONGEST) {
            throw new Refused("An answer has 1 to " + Answer.LONGEST + " characters.");
        }
        if (!kept.answer(id, words)) {
            throw new Refused("Nobody asks anything about this request.");
        }
        return get(id);
    }

    private KeptRequest moved(String id, State to, String what) {
        if (!kept.move(id, to, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())) {
            throw new Refused("This request cannot %s any more: it is %s."
                    .formatted(what, RequestText.word(get(id).request().state())));
        }
        return get(id);
    }

    private KeptRequest get(String id) {
        return find(id).orElseThrow(() -> new Refused("There is no exception request with this id."));
    }
}

package io.gatehouse.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.Console;
import io.gatehouse.console.access.Accounts;
import io.gatehouse.console.access.Invitations;
import io.gatehouse.console.access.Logins;
import io.gatehouse.console.access.Passwords;
import io.gatehouse.console.access.ScriptTokens;
import io.gatehouse.console.access.Secret;
import io.gatehouse.console.access.Sessions;
import io.gatehouse.console.oidc.Admission;
import io.gatehouse.console.oidc.OidcLogin;
import io.gatehouse.console.oidc.OidcSettings;
import io.gatehouse.console.oidc.OidcSettings.LocalAccounts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that browsers ask for: all that is not below `/api/`.
///
/// Design. Who may see and do what is decided in one way for all pages: a form is refused unless it comes from a
/// page of this console and carries the token of its session; who is not logged in gets the login page; a section
/// is refused to roles that it is not for. What changes something is a POST and ends in a redirect, so that
/// reloading does nothing twice. Every answer carries the same strict headers. All is done on the thread that
/// Jetty calls with: an answer that another thread completes in the moment in which this one returns is sometimes
/// lost (12.1.14).
public final class Pages extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(Pages.class);

    /// No script and no style but our two files, and nothing from anywhere else.
    static final String CONTENT_SECURITY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final Routing routing;
    private final Sessions sessions;
    private final Origins origins;
    private final Cookie cookie;
    private final boolean behindProxy;
    private final Clock clock;
    private final Forms forms = new Forms();
    private final Rendering rendering = new Rendering();
    private final Assets assets = new Assets();

    /// @param behindProxy whether the last address in `X-Forwarded-For` is written by a proxy of ours
    Pages(Routing routing, Sessions sessions, Origins origins, boolean behindProxy, Clock clock) {
        this.routing = routing;
        this.sessions = sessions;
        this.origins = origins;
        this.cookie = new Cookie(origins.areSecure());
        this.behindProxy = behindProxy;
        this.clock = clock;
    }

    /// All pages over these parts of a console.
    public static Pages of(Console.Parts parts) {
        var clock = parts.clock();
        var log = parts.log();
        var url = parts.settings().url();
        var lease = parts.settings().lease();
        var passwords = new Passwords();
        var accounts = new Accounts(parts.database(), clock);
        var oidc = parts.settings().oidc();
        var admission = new Admission(oidc);
        var sessions = new Sessions(parts.database(), admission, clock);
        var invitations = new Invitations(parts.database(), passwords, clock);
        var logins = new Logins(parts.database(), accounts, passwords, admission, clock);
        var tokens = new TokenPages(new ScriptTokens(parts.database(), clock), log);
        var access = new AccessPages(logins, sessions, invitations, AccessPages.Offered.by(oidc), log);
        var routing = new Routing(
                access,
                oidc.map(provider -> new OidcPages(new OidcLogin(provider, url, clock), accounts, access, log, clock)),
                Map.of(
                        Section.REQUESTS, new RequestPages(parts.requests(), log, lease),
                        Section.GRANTS, new GrantPages(parts.grants(), parts.devices(), log, lease),
                        Section.ACTIVITY, new ActivityPages(parts.activity(), parts.custody(), parts.devices(), log),
                        Section.COVERAGE, new CoveragePages(parts.coverage(), parts.devices(), log),
                        Section.DEVICES, new DevicePages(parts, url),
                        Section.RETENTION, new RetentionPages(parts.custody()),
                        Section.ROLLOUT, new RolloutPages(parts.rollout(), parts.trial()),
                        Section.PEOPLE, new PeoplePages(accounts, invitations, tokens, log, url),
                        Section.LOG, new LogPages(log)));
        return new Pages(routing, sessions, new Origins(url), parts.settings().behindProxy(), clock);
    }

    /// The address by which the first administrator comes in, while nobody has a local account; good once, for a
    /// day. Each call ends the one before.
    public static Optional<String> firstLink(Console.Parts parts) {
        var local = parts.settings().oidc().map(OidcSettings::localAccounts).orElse(LocalAccounts.ALL);
        return Optional.of(new Invitations(parts.database(), new Passwords(), parts.clock()))
                .filter(_ -> local != LocalAccounts.NONE)
                .flatMap(Invitations::first)
                .map(secret -> PeoplePages.link(parts.settings().url(), secret));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var path = Request.getPathInContext(request);
        if (path == null || path.startsWith("/api/")) {
            return false;
        }
        serve(request, response, callback, path);
        return true;
    }

    private void serve(Request request, Response response, Callback callback, String path) {
        try {
            secure(response);
            var found = path.startsWith("/assets/")
                    ? assets.find(path.substring("/assets/".length()))
                    : Optional.<Assets.Asset>empty();
            if (found.isPresent()) {
                send(request, response, callback, found.get());
            } else {
                serve(request, response, callback, visit(request, path));
            }
        } catch (Trouble trouble) {
            refuse(response, callback, trouble, nobody());
        } catch (IOException e) {
            log.debug("A browser went away", e);
            callback.failed(e);
        } catch (Throwable e) { // the one place: whoever asks must hear an end
            log.error("A page failed at {}", request.getMethod(), e);
            fail(response, callback, nobody(), e);
        }
    }

    /// Answers with the person's own frame around whatever goes wrong.
    private void serve(Request request, Response response, Callback callback, Visit visit) throws IOException {
        try {
            remember(request, response, visit);
            var read = visit.isPost() ? withForm(request, visit) : visit;
            send(response, callback, routing.answer(read, begun -> begin(response, begun)));
        } catch (Trouble trouble) {
            refuse(response, callback, trouble, visit);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) { // as above
            log.error("A page failed: /{}", visit.part(0), e);
            fail(response, callback, visit, e);
        }
    }

    private Visit visit(Request request, String path) {
        boolean isPost = request.getMethod().equals("POST");
        if (!isPost
                && !request.getMethod().equals("GET")
                && !request.getMethod().equals("HEAD")) {
            throw Trouble.wrongMethod();
        }
        boolean isLive = "true".equals(request.getHeaders().get("HX-Request"));
        var secret = cookie.read(request);
        return new Visit(
                isPost,
                parts(path),
                Fields.read(Optional.ofNullable(request.getHttpURI().getQuery()).orElse("")),
                Map.of(),
                secret.orElseGet(Secret::fresh),
                secret.flatMap(known -> sessions.find(known, !isLive)),
                address(request),
                isLive,
                clock.instant());
    }

    private static List<String> parts(String path) {
        var parts = new ArrayList<String>();
        for (var part : path.substring(1).split("/", -1)) {
            parts.add(Fields.decoded(part.replace("+", "%2B")));
        }
        return parts;
    }

    /// With the form that was sent, which is only read where it counts: that of another site is refused before, and
    /// who has to log in first is answered without it.
    private Visit withForm(Request request, Visit visit) throws IOException {
        needsOwnOrigin(request);
        if (routing.needsLogin(visit)) {
            return visit;
        }
        var filled = visit.with(forms.read(request, visit.account().isPresent()));
        if (!filled.secret().isFormToken(filled.said("form"))) {
            throw Trouble.foreignForm();
        }
        return filled;
    }

    private String address(Request request) {
        var forwarded = request.getHeaders().getValuesList("X-Forwarded-For");
        if (behindProxy && !forwarded.isEmpty()) {
            return Arrays.stream(forwarded.getLast().split(",", -1))
                    .reduce((_, last) -> last)
                    .map(String::strip)
                    .orElse("");
        }
        return Request.getRemoteAddr(request);
    }

    /// Gives a browser that is not known yet its cookie, without which no form of it can be told from another
    /// site's.
    private void remember(Request request, Response response, Visit visit) {
        if (!visit.isPost() && cookie.read(request).isEmpty()) {
            begin(response, visit.secret());
        }
    }

    private void begin(Response response, Secret secret) {
        response.getHeaders().put(HttpHeader.SET_COOKIE, cookie.set(secret));
    }

    private void needsOwnOrigin(Request request) {
        var headers = request.getHeaders();
        boolean isOwn = origins.areOwn(
                Optional.ofNullable(headers.get(HttpHeader.ORIGIN)),
                Optional.ofNullable(headers.get("Sec-Fetch-Site")));
        if (!isOwn) {
            throw Trouble.foreignForm();
        }
    }

    private static void secure(Response response) {
        var headers = response.getHeaders();
        headers.put("Content-Security-Policy", CONTENT_SECURITY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "same-origin"); // "no-referrer" would also take the Origin of forms away
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    }

    private void send(Response response, Callback callback, Answer answer) throws IOException {
        switch (answer) {
            case Answer.Page page ->
                send(response, callback, page.status(), rendering.html(page.template(), page.model()));
            case Answer.Go(var path) -> {
                response.setStatus(303);
                response.getHeaders().put(HttpHeader.LOCATION, path);
                callback.succeeded();
            }
            case Answer.Away(var address) -> {
                response.setStatus(303);
                response.getHeaders().put(HttpHeader.LOCATION, address.toString());
                callback.succeeded();
            }
            case Answer.Unchanged _ -> {
                response.setStatus(204);
                callback.succeeded();
            }
            case Answer.Download download -> download(response, callback, download);
        }
    }

    private static void send(Response response, Callback callback, int status, byte[] html) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, html.length);
        response.write(true, ByteBuffer.wrap(html), callback);
    }

    private static void send(Request request, Response response, Callback callback, Assets.Asset asset) {
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        response.getHeaders().put(HttpHeader.ETAG, asset.tag());
        if (asset.tag().equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
            response.setStatus(304);
            callback.succeeded();
            return;
        }
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, asset.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, asset.content().length);
        response.write(true, ByteBuffer.wrap(asset.content()), callback);
    }

    private static void download(Response response, Callback callback, Answer.Download download) throws IOException {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, download.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_DISPOSITION, "attachment; filename=\"" + download.name() + "\"");
        try (var out =
                new BufferedWriter(new OutputStreamWriter(Content.Sink.asOutputStream(response), UTF_8), 32 << 10)) {
            download.writing().to(out);
        }
        callback.succeeded();
    }

    private void refuse(Response response, Callback callback, Trouble trouble, Visit visit) {
        if (response.isCommitted()) {
            callback.failed(trouble);
            return;
        }
        var model = Map.<String, Object>of(
                "frame", visit.frame(trouble.title()), "title", trouble.title(), "sentence", trouble.sentence());
        send(response, callback, trouble.status(), rendering.html("problem", model));
    }

    private void fail(Response response, Callback callback, Visit visit, Throwable cause) {
        if (response.isCommitted()) {
            callback.failed(cause);
        } else {
            refuse(response, callback, Trouble.bug(), visit);
        }
    }

    private Visit nobody() {
        return new Visit(
                false, List.of(), Map.of(), Map.of(), Secret.fresh(), Optional.empty(), "", false, clock.instant());
    }
}

package io.gatehouse.local;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.json.Json;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// The local API: everything below `/api/`, for this person's own window and command line.
///
/// It shows, explains and connects agents. It has nothing that changes mode, principal, PDP or grants, so that no
/// process of this person can do so through it.
public final class LocalApi extends Handler.Abstract {
    private final Sources sources;
    private final LocalToken token;

    public LocalApi(Sources sources, LocalToken token) {
        this.sources = sources;
        this.token = token;
    }

    /// What the daemon knows and does. All are called on virtual threads, several at once; each may throw [Refused].
    ///
    /// @param status asked at least each second while someone listens
    /// @param feed each record when it is appended, and again when its outcome is known
    /// @param explain decides without recording
    /// @param protect puts the hook into the settings of the agent of that name
    /// @param stop begins to stop the daemon; called after the answer has been sent
    public record Sources(
            Supplier<Status> status,
            AuditLog log,
            Feed<AuditRecord> feed,
            Function<ExplainQuestion, Enforcement> explain,
            Function<String, Status.AgentState> protect,
            Runnable stop) {}

    /// What was asked for makes sense and cannot be done; the message is a sentence that tells the person why.
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Refused(String message) {
            super(message);
        }

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!Request.getPathInContext(request).startsWith("/api/")) {
            return false;
        }
        var bearer = "Bearer ";
        var authorization = request.getHeaders().get("Authorization");
        if (authorization == null
                || !authorization.startsWith(bearer)
                || !token.matches(authorization.substring(bearer.length()))) {
            Response.writeError(request, response, callback, 401);
        } else if (Request.getPathInContext(request).equals("/api/status")) {
            response.write(true, ByteBuffer.wrap(Json.bytes(sources.status().get())), callback);
        } else {
            Response.writeError(request, response, callback, 404);
        }
        return true;
    }
}

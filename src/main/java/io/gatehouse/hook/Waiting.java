package io.gatehouse.hook;

import io.gatehouse.enforcement.Patience;
import java.time.Duration;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/// How long the agent's hook waits for its answer, as the hook itself says: whoever does not say waits for nobody.
///
/// @param until by [System#nanoTime]
record Waiting(long until) {
    /// In seconds, from when the request is sent; `agents protect` writes it beside the hook's timeout.
    static final String HEADER = "Gatehouse-Waits";

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,4}");

    /// Less than the server lets a connection be silent.
    private static final Duration LONGEST = Duration.ofSeconds(115);

    /// For sending the call and its answer.
    private static final Duration ON_THE_WAY = Duration.ofSeconds(5);

    static Waiting of(Request request) {
        long arrived = request.getBeginNanoTime();
        var said = request.getHeaders().get(HEADER);
        var wait = said != null && SECONDS.matcher(said).matches()
                ? Duration.ofSeconds(Long.parseLong(said))
                : Duration.ZERO;
        return new Waiting(arrived
                + (wait.compareTo(LONGEST) < 0 ? wait : LONGEST)
                        .minus(ON_THE_WAY)
                        .toNanos());
    }

    /// @param meanwhile run before a person is waited for
    Patience patience(Runnable meanwhile) {
        return new Patience(until, meanwhile);
    }
}

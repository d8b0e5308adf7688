package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

class LoggingTest {
    @Test
    void nobodyFillsTheLogWithHeadersThatAreNoHttp() {
        var context = new LoggerContext();
        new Logging().configure(context);
        assertFalse(context.getLogger("org.eclipse.jetty.http.HttpParser").isWarnEnabled()
                || context.getLogger("org.eclipse.jetty.util.HostPort").isWarnEnabled());
        assertTrue(context.getLogger("org.eclipse.jetty.server.Server").isWarnEnabled());
        context.stop();
    }
}

package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
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

    @Test
    void theTerminalHearsWarningsWhateverTheFileKeeps() {
        var terminal = System.err;
        var heard = new ByteArrayOutputStream();
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter()); // of a context that SLF4J did not make
        System.setErr(new PrintStream(heard, true, UTF_8));
        try {
            new Logging().configure(context);
            var log = context.getLogger("io.gatehouse");
            log.setLevel(Level.INFO); // as Logging.toFile does
            log.info("begins");
            log.warn("is degraded");
        } finally {
            System.setErr(terminal);
            context.stop();
        }
        assertTrue(
                heard.toString(UTF_8).endsWith(" WARN gatehouse - is degraded" + System.lineSeparator()),
                heard.toString(UTF_8));
        assertFalse(heard.toString(UTF_8).contains("begins"));
    }
}

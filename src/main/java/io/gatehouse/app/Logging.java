package io.gatehouse.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Configures the log: warnings on standard error, and for the daemon everything from INFO on in its data
/// directory. In code,
/// because reading an XML file would cost every start of the command line some 50 ms.
public final class Logging extends ContextAwareBase implements Configurator {
    static final String FILE = "gatehouse.log";
    private static final long LARGEST_FILE = 5 << 20;
    private static final int FILES_KEPT = 3;
    /// They warn of each header that is no HTTP, in its sender's words. The hook server denies such a request.
    private static final List<String> QUOTING_STRANGERS =
            List.of("org.eclipse.jetty.http.HttpParser", "org.eclipse.jetty.util.HostPort");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setTarget("System.err");
        var warnings = new ThresholdFilter();
        warnings.setLevel(Level.WARN.levelStr);
        warnings.start();
        console.addFilter(warnings);
        start(console, context);
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        QUOTING_STRANGERS.forEach(quoting -> context.getLogger(quoting).setLevel(Level.ERROR));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// From now on everything goes to a file of this directory too.
    static void toFile(Path directory) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        var file = new RollingFileAppender<ILoggingEvent>();
        file.setFile(directory.resolve(FILE).toString());
        var rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(directory.resolve(FILE) + ".%i");
        rolling.setMaxIndex(FILES_KEPT);
        rolling.start();
        var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        trigger.setContext(context);
        trigger.setMaxFileSize(new FileSize(LARGEST_FILE));
        trigger.start();
        file.setRollingPolicy(rolling);
        file.setTriggeringPolicy(trigger);
        start(file, context);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(file);
        context.getLogger("io.gatehouse").setLevel(Level.INFO);
    }

    private static void start(OutputStreamAppender<ILoggingEvent> appender, LoggerContext context) {
        var line = new Line();
        line.setContext(context);
        line.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(line);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
    }

    /// Time in UTC, level, class and message. A pattern would say the same, and parsing it load a hundred classes.
    private static final class Line extends LayoutBase<ILoggingEvent> {
        @Override
        public String doLayout(ILoggingEvent event) {
            var logger = event.getLoggerName();
            return DateTimeFormatter.ISO_INSTANT.format(event.getInstant().truncatedTo(ChronoUnit.MILLIS))
                    + " " + event.getLevel()
                    + " " + logger.substring(logger.lastIndexOf('.') + 1)
                    + " - " + event.getFormattedMessage()
                    + System.lineSeparator()
                    + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
    }
}

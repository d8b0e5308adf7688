package io.gatehouse.console.webhook;

import io.gatehouse.console.ConsoleDatabase;
import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Notices;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells web hooks what has happened, each at its own speed, in the order in which it happened as long as they
/// take it.
public final class WebHooks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WebHooks.class);

    private static final int LOOK_MILLIS = 1_000;
    private static final int STOP_SECONDS = 2;

    private final List<WebHook> hooks;
    private final Notices notices;
    private final Outbox outbox;
    private final Sender sender;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("console-webhooks").factory());
    private volatile boolean isClosed;
    private final ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor();

    public WebHooks(
            List<WebHook> hooks, Notices notices, ConsoleDatabase database, ConsoleLog consoleLog, Clock clock) {
        this.hooks = List.copyOf(hooks);
        this.notices = notices;
        this.outbox = new Outbox(database, consoleLog, clock);
        this.sender = new Sender(clock);
    }

    public void start() {
        var _ = looking.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            while (notices.spread()) {
                // until all of it is spread
            }
            outbox.giveUp();
            hooks.stream()
                    .filter(_ -> !isClosed)
                    .filter(hook -> busy.add(hook.name()))
                    .forEach(hook -> sending.execute(() -> drain(hook)));
        } catch (Throwable e) { // a task that throws is never run again
            log.error("Web hooks could not be looked after; it is tried again", e);
        }
    }

    private void drain(WebHook hook) {
        try {
            boolean isHeard = true;
            while (isHeard && !isClosed) {
                var next = outbox.claim(hook.name());
                isHeard = next.isPresent() && sent(hook, next.get());
            }
        } catch (RuntimeException e) {
            log.error("The web hook {} could not be told; it is tried again", hook.name(), e);
        } finally {
            busy.remove(hook.name());
        }
    }

    private boolean sent(WebHook hook, Outbox.Delivery delivery) {
        boolean isTaken = sender.send(hook, delivery);
        if (isTaken) {
            outbox.taken(delivery);
        } else if (!Thread.currentThread()
                .isInterrupted()) { // else the console ends, and the claim is over in a minute
            outbox.failed(delivery);
        }
        return isTaken;
    }

    @Override
    public void close() {
        isClosed = true;
        looking.shutdown();
        sending.shutdown();
        try {
            if (!sending.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                sending.shutdownNow();
            }
            var _ = looking.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

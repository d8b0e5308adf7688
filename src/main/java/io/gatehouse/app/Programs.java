package io.gatehouse.app;

import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.console.pages.Pages;
import io.gatehouse.enforcement.Person;
import io.gatehouse.json.Json;
import io.gatehouse.local.Instance;
import io.gatehouse.local.Landing;
import io.gatehouse.local.LocalClient;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.ui.Desktop;
import io.gatehouse.ui.Messages;
import io.gatehouse.ui.window.WindowApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Runs the daemon or the window in this process.
record Programs(Machine machine, Terminal terminal) implements Launcher {
    private static final int SECONDS_TO_END = 5;

    @Override
    public int daemon(Settings.Loaded settings, boolean headless, boolean window) {
        var root = settings.config().dataDir();
        var dataDir = DataDir.open(root);
        var lock = dataDir.tryLock();
        if (lock.isEmpty()) {
            return isRunning(root, window);
        }
        Logging.toFile(root);
        settings.problems().forEach(terminal::error);
        var closed = new CountDownLatch(1);
        try (var _ = lock.get();
                var daemon = new Daemon(settings, dataDir, machine, person(headless));
                var _ = desktop(daemon, root, headless)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(daemon, closed), "end"));
            daemon.warmUpAndWatch();
            terminal.line(
                    "Gatehouse is ready at http://127.0.0.1:" + daemon.port() + "/hooks/, its data is in " + root);
            if (daemon.deniesAll()) {
                terminal.line("It denies every call. See: gatehouse status");
            } else if (settings.config().pdp().url().isEmpty()) {
                terminal.line("No policy engine is configured, so the policies that ship with Gatehouse decide.");
            }
            if (window) {
                openWindow(root, Landing.ANYWHERE);
            }
            daemon.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            closed.countDown();
        }
        return Cli.OK;
    }

    /// Another process has the data directory.
    private int isRunning(Path root, boolean window) {
        var running = Instance.find(root);
        if (running.isEmpty()) {
            terminal.error("Another Gatehouse is just starting or stopping in " + root + ". Try again in a moment.");
            return Cli.FAILED;
        }
        terminal.line("Gatehouse is running already: process " + running.get().pid() + ". See: gatehouse status");
        if (window) {
            openWindow(root, Landing.ANYWHERE);
        }
        return Cli.OK;
    }

    private Person person(boolean headless) {
        return headless || !machine.hasDisplay() ? Person.NOBODY : Dialog.of(WindowProcess.here(machine));
    }

    /// Asks what it reads, and answers on standard output, where nothing else comes.
    static int askPerson() {
        var out = System.out;
        System.setOut(System.err);
        Messages.speak(Locale.getDefault(Locale.Category.DISPLAY));
        return Dialog.show(System.in, out);
    }

    /// Tray icon and notices, where there is somebody to see them.
    private Closing desktop(Daemon daemon, Path root, boolean headless) {
        if (headless) {
            return () -> {};
        }
        if (!machine.hasDisplay()) {
            terminal.line("There is no display, so there is no tray icon and no window. See: gatehouse status");
            return () -> {};
        }
        Messages.speak(Locale.getDefault(Locale.Category.DISPLAY));
        return Desktop.start(
                daemon.forTheDesktop(),
                new Desktop.Clicks(landing -> land(daemon, root, landing), daemon::syncNow, daemon::stop))::close;
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    /// On a signal: the thread that serves closes what it opened, and the process waits for that.
    private static void end(Daemon daemon, CountDownLatch closed) {
        daemon.stop();
        await(closed);
    }

    @Override
    public int window(Path dataDir, Landing landing) {
        if (!machine.hasDisplay()) {
            terminal.error("There is no display here to open a window on. See: gatehouse status");
            return Cli.FAILED;
        }
        Messages.speak(Locale.getDefault(Locale.Category.DISPLAY));
        try (var client = LocalClient.open(dataDir)) {
            WindowApp.open(
                            client,
                            Json::pretty,
                            agent -> disconnect(dataDir, agent),
                            dataDir.resolve("window.place"),
                            landing)
                    .awaitClosed();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        prepareNext(dataDir);
        return Cli.OK;
    }

    /// Not in this process, which gives its memory back at once.
    private void prepareNext(Path dataDir) {
        var process = WindowProcess.here(machine);
        if (process.cache().isPresent() && process.cache().get().find().isEmpty()) {
            try {
                new ProcessBuilder(process.preparation(dataDir))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                terminal.error("The next window cannot be prepared, and will start as slowly: " + e.getMessage());
            }
        }
    }

    @Override
    public int prepareWindow(Path dataDir) {
        var process = WindowProcess.here(machine);
        try {
            boolean made =
                    process.cache().isPresent() && process.cache().get().make(into -> process.rehearsal(dataDir, into));
            return made ? Cli.OK : Cli.FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Cli.FAILED;
        }
    }

    @Override
    public int rehearseWindow(Path dataDir) {
        try (var client = LocalClient.open(dataDir)) {
            var place = Files.createTempFile("gatehouse", ".place");
            try {
                if (WindowApp.rehearse(client, Json::pretty, place)) {
                    return Cli.OK;
                }
            } finally {
                Files.deleteIfExists(place);
            }
        } catch (IOException e) {
            terminal.error("The window cannot be rehearsed: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(Cli.FAILED); // an exit would keep what little Java learnt
        return Cli.FAILED;
    }

    /// The window does itself what `gatehouse agents unprotect` does: the daemon takes no hook out for anybody.
    private String disconnect(Path dataDir, String agent) {
        return Hooks.unprotect(machine, dataDir, agent, Level.USER, false)
                .file()
                .toString();
    }

    @Override
    public int console(ConsoleSettings settings) {
        try {
            PrivateFile.createDirectories(settings.dataDir());
        } catch (IOException e) {
            throw new UncheckedIOException("The data directory " + settings.dataDir() + " cannot be created", e);
        }
        Logging.toFile(settings.dataDir());
        var end = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        try (var console = Console.start(settings, Clock.systemUTC(), parts -> List.of(Pages.of(parts)))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(end, closed), "end"));
            terminal.line("The console serves " + settings.url() + " on " + settings.bind() + " port " + console.port()
                    + ", its data is in " + settings.dataDir() + ", its signing key is "
                    + console.parts().key().id());
            Pages.firstLink(console.parts())
                    .ifPresent(link -> terminal.line(
                            "Nobody has a password here yet. An administrator comes in by this link, once, within a"
                                    + " day: " + link));
            end.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            closed.countDown();
        }
        return Cli.OK;
    }

    private static void end(CountDownLatch end, CountDownLatch closed) {
        end.countDown();
        await(closed);
    }

    private static void await(CountDownLatch closed) {
        try {
            closed.await(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// In the window that is open, or else in one of its own.
    private void land(Daemon daemon, Path dataDir, Landing landing) {
        try {
            if (!daemon.land(landing)) {
                openWindow(dataDir, landing);
            }
        } catch (InterruptedException _) { // the daemon ends
            Thread.currentThread().interrupt();
        }
    }

    private void openWindow(Path dataDir, Landing landing) {
        if (!machine.hasDisplay()) {
            return; // said when the daemon started
        }
        try {
            new ProcessBuilder(WindowProcess.here(machine).window(new WindowArguments(dataDir, landing)))
                    .inheritIO()
                    .start();
        } catch (IOException e) { // the daemon goes on: enforcement outlives a screen
            terminal.error("The window cannot be started: " + e.getMessage());
        }
    }
}

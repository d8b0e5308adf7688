package io.gatehouse.console.webhook;

import static io.gatehouse.console.Calls.NOON;
import static io.gatehouse.console.Calls.PUSH;
import static io.gatehouse.console.People.KIM;
import static io.gatehouse.console.People.SAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Approval;
import io.gatehouse.console.Calls;
import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleDatabase;
import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.console.Databases;
import io.gatehouse.console.Notices;
import io.gatehouse.console.Outcome;
import io.gatehouse.console.People;
import io.gatehouse.console.SecretFile;
import io.gatehouse.console.TestClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class WebHooksTest {
    private static final String LAPTOP = "laptop-1";
    private static final String SECRET = "the secret of the chat";

    private final Kind kind;

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(NOON);
    private final Calls calls = new Calls(LAPTOP, "ana@example.com");
    private final List<AutoCloseable> open = new ArrayList<>();
    private ConsoleSettings settings;
    private Console.Parts console;
    private TestReceiver chat;

    WebHooksTest(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start() throws IOException {
        settings = Databases.settings(kind, directory).withUrl(URI.create("https://gatehouse.example.com"));
        console = Console.Parts.open(settings, clock);
        open.add(console.database());
        People.enrol(console, "ana@example.com", LAPTOP);
        chat = receiver();
    }

    @AfterEach
    void stop() throws Exception {
        for (var one : open.reversed()) {
            one.close();
        }
    }

    private TestReceiver receiver() throws IOException {
        var receiver = new TestReceiver();
        open.add(receiver);
        return receiver;
    }

    private WebHook hook(String name, URI url, boolean withCommands) throws IOException {
        var secret = Files.writeString(directory.resolve(name + ".secret"), SECRET);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return new WebHook(name, url, new SecretFile("secret", secret), withCommands);
    }

    private Notices notices(ConsoleDatabase database, WebHook... hooks) {
        return new Notices(database, List.of(hooks), settings.url(), clock);
    }

    private void tell(WebHook... hooks) {
        tell(console.database(), hooks);
    }

    private void tell(ConsoleDatabase database, WebHook... hooks) {
        var telling = new WebHooks(
                List.of(hooks), notices(database, hooks), database, new ConsoleLog(database, clock), clock);
        open.add(telling);
        telling.start();
    }

    private Outbox outbox() {
        return new Outbox(console.database(), console.log(), clock);
    }

    private void file(String id) {
        console.laptops().filings().file(LAPTOP, "ana@example.com", calls.filing(id, PUSH));
    }

    private long version(String id) {
        return console.requests().find(id).orElseThrow().line().version();
    }

    private void approve(String id) {
        var asked = console.requests().find(id).orElseThrow().line().request();
        assertInstanceOf(
                Outcome.Done.class,
                console.requests().approve(id, version(id), Approval.asAsked(asked, "For the release."), SAM));
    }

    private long count(String table) {
        return console.database().read(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                .mapTo(Long.class)
                .one());
    }

    @Test
    void eachChangeIsToldOnceInItsOrder() throws IOException {
        tell(hook("chat", chat.url(), false));
        file("r1");
        assertEquals("request.file", chat.next().event());
        var _ = console.requests().open("r1", KIM);
        assertEquals("request.open", chat.next().event());
        var _ = console.requests().ask("r1", version("r1"), "Which tag?", KIM);
        assertEquals("request.ask", chat.next().event());
        approve("r1");
        assertEquals("request.approve", chat.next().event());
        var grant = console.grants().active().getFirst().grant().id();
        var _ = console.grants().revoke(grant, "No longer.", SAM);

        var last = chat.next();
        assertEquals("grant.revoke", last.event());
        assertEquals("sam", last.json().path("by").asString());
        assertEquals("REVOKED", last.json().path("request").path("state").asString());
        assertEquals(grant, last.json().path("request").path("grant").asString());
        file("r2");
        var _ = console.laptops().filings().withdraw(LAPTOP, "ana@example.com", "r2");
        file("r3");
        var _ = console.devices().release(LAPTOP, "Gone.", People.ADA);
        assertEquals(
                new HashSet<>(List.of("request.file", "request.withdraw", "request.expire")),
                new HashSet<>(
                        chat.next(4).stream().map(TestReceiver.Told::event).toList()));
        assertEquals(0, count("web_hook_event"));
    }

    @Test
    void whatIsToldIsSignedAndHoldsNoTextOfTheCall() throws IOException {
        tell(hook("chat", chat.url(), false));
        file("r1");
        var told = chat.next();

        assertEquals(String.valueOf(NOON.getEpochSecond()), told.timestamp());
        assertEquals("v1=" + Sender.signature(SECRET, told.timestamp(), told.body()), told.signature());
        assertEquals(told.delivery(), told.json().path("id").asString());
        assertFalse(told.body().contains("git push"), told.body());
        var request = told.json().path("request");
        assertEquals(
                "https://gatehouse.example.com/requests/r1",
                request.path("link").asString());
        assertEquals("ana@example.com", request.path("principal").asString());
        assertEquals(LAPTOP, request.path("device").asString());
        assertEquals("[\"command.destructive\"]", request.path("rules").toString());
    }

    @Test
    void aSignatureIsTheHmacOfTimestampDotAndBody() {
        // As `printf '1764158400.{}' | openssl dgst -sha256 -hmac secret` says.
        assertEquals(
                "0560ee69a0d27a30ef282d134a6a106019ca233783986586a2a4546d3dc2cf9e",
                Sender.signature("secret", "1764158400", "{}"));
    }

    @Test
    void theTextOfTheCallIsToldWhereTheSettingSaysSo() throws IOException {
        tell(hook("chat", chat.url(), true));
        file("r1");

        assertEquals(
                "git push --force origin e-r1",
                chat.next().json().path("request").path("command").asString());
    }

    @Test
    void whatIsNotTakenIsToldAgainWithTheSameIdAfterAWhile() throws IOException {
        var answers = new ConcurrentLinkedQueue<>(List.of(500, 500));
        chat.status = () -> Objects.requireNonNullElse(answers.poll(), 200);
        var hook = hook("chat", chat.url(), false);
        tell(hook);
        file("r1");
        var first = chat.next();
        var second = chat.next(clock, Duration.ofSeconds(10));
        var third = chat.next(clock, Duration.ofSeconds(20));

        assertEquals(first.delivery(), second.delivery());
        assertEquals(first.body(), third.body());
        clock.move(Duration.ofHours(2));
        file("r2");
        assertEquals("r2", chat.next().json().path("request").path("id").asString());
        assertEquals(0, chat.more());
    }

    @Test
    void theWaitDoublesUpToAnHour() throws IOException {
        var hook = hook("chat", chat.url(), false);
        file("r1");
        assertFalse(notices(console.database(), hook).spread());
        var outbox = outbox();
        for (long usual : List.of(10L, 20L, 40L, 80L, 160L, 320L, 640L, 1_280L, 2_560L, 3_600L, 3_600L)) {
            var claimed = outbox.claim("chat").orElseThrow();
            outbox.failed(claimed);
            clock.move(Duration.ofMillis(usual * 500 - 1));
            assertEquals(Optional.empty(), outbox.claim("chat"), usual + " s");
            clock.move(Duration.ofMillis(usual * 500 + 1));
        }
    }

    @Test
    void whatNobodyTookInADayIsGivenUpAndTheLogSaysSo() throws IOException {
        file("r1");
        assertFalse(notices(console.database(), hook("chat", chat.url(), false)).spread());
        var outbox = outbox();
        clock.move(Duration.ofHours(24).minusMillis(1));
        outbox.giveUp();
        assertEquals(1, count("web_hook_delivery"));
        clock.move(Duration.ofMillis(1));
        outbox.giveUp();
        outbox.giveUp();

        assertEquals(0, count("web_hook_delivery"));
        assertEquals(
                List.of(
                        "r1: The web hook chat did not take a change in 24 hours and 0 attempts. It will not hear of it."),
                console.log().list(OptionalLong.empty(), 1).stream()
                        .map(entry -> entry.about() + ": " + entry.sentence())
                        .toList());
    }

    @Test
    void whatASenderThatDiedHadClaimedIsSentByAnotherOneAMinuteLater() throws IOException {
        file("r1");
        assertFalse(notices(console.database(), hook("chat", chat.url(), false)).spread());
        var dead = outbox().claim("chat").orElseThrow();
        assertEquals(Optional.empty(), outbox().claim("chat"));
        clock.move(Duration.ofMinutes(1));
        var heir = outbox().claim("chat").orElseThrow();
        assertEquals(dead.event(), heir.event());

        outbox().failed(dead); // it was not dead, and does not disturb the other one
        outbox().taken(heir);
        assertEquals(0, count("web_hook_delivery"));
    }

    @Test
    void severalInstancesTellEachChangeOnce() throws IOException {
        var hook = hook("chat", chat.url(), false);
        var second = ConsoleDatabase.open(settings);
        open.add(second);
        tell(hook);
        tell(second, hook);
        for (int i = 0; i < 30; i++) {
            file("r" + i);
        }

        var told = chat.next(30);

        assertEquals(
                30, told.stream().map(TestReceiver.Told::delivery).distinct().count());
        file("last");
        assertEquals("last", chat.next().json().path("request").path("id").asString());
        assertEquals(0, chat.more());
    }

    @Test
    void aReceiverThatDoesNotAnswerHoldsUpNobodyElse() throws IOException {
        var never = new CountDownLatch(1);
        var slow = receiver();
        slow.status = () -> {
            try {
                never.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return 200;
        };
        tell(hook("slow", slow.url(), false), hook("chat", chat.url(), false));
        file("r1");
        var _ = slow.next();
        approve("r1");

        assertEquals(
                List.of("request.file", "request.approve"),
                chat.next(2).stream().map(TestReceiver.Told::event).toList());
        never.countDown();
    }

    @Test
    void nobodyIsFollowedElsewhere() throws IOException {
        chat.status = () -> 302;
        tell(hook("chat", chat.url(), false));
        file("r1");
        var _ = chat.next();
        var _ = chat.next(clock, Duration.ofSeconds(10));

        assertEquals(List.of(), chat.elsewhere);
    }

    @Test
    void aReceiverThatIsNotThereIsTriedAgain() throws IOException {
        var gone = receiver();
        var url = gone.url();
        gone.close();
        tell(hook("gone", url, false), hook("chat", chat.url(), false));
        file("r1");

        assertEquals("request.file", chat.next().event());
        assertTrue(count("web_hook_delivery") > 0);
    }

    @Test
    void withoutWebHooksNothingIsKept() {
        file("r1");
        assertFalse(notices(console.database()).spread());

        assertEquals(0, count("web_hook_event"));
        assertEquals(0, count("web_hook_delivery"));
    }
}

package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.agent.Agent;
import io.gatehouse.agent.Agents;
import io.gatehouse.analysis.Analyser;
import io.gatehouse.analysis.Guarded;
import io.gatehouse.analysis.RealDisk;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// Sends requests that nobody would send to a server whose policy denies everything. The same seed sends the same.
final class HookFuzz implements AutoCloseable {
    private static final Principal DEV = new Principal("dev", List.of("developer"), Map.of());
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int STALLED = 40;
    private static final int BETWEEN_GOOD_CALLS = 100;
    private static final long MOST_GROWN = 24L << 20;

    private final HookServer server = new HookServer(
            new Analyser(
                    DEV,
                    new Analyser.Places("/home/dev", List.of("/tmp"), new Guarded(List.of(), List.of(), () -> 7411)),
                    new RealDisk(true),
                    _ -> Optional.empty(),
                    Clock.systemUTC()),
            new Decision(Effect.DENY, List.of()));
    private final Map<String, List<byte[]>> payloads = new LinkedHashMap<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private final List<Socket> stalled = new ArrayList<>();
    private final Random random;
    private final Injuries injuries;
    private final OddHttp odd;

    HookFuzz(long seed) throws IOException {
        random = new Random(seed);
        injuries = new Injuries(random);
        odd = new OddHttp(random);
        for (var agent : Agents.ALL) {
            payloads.put(agent.name(), AnyBytesTest.payloads(agent.name()));
        }
    }

    /// @param goesOn whether an answer may have no opinion, because what is sent asks for no decision
    /// @param addressed whether it names the agent's endpoint and can be told to be its
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(String kind, String agent, byte[] bytes, boolean goesOn, boolean addressed) {
        /// Whether only the body is odd, so that the answer must be the agent's own.
        boolean isWhole() {
            return List.of("bytes", "values", "noise").contains(kind);
        }
    }

    void run(int rounds) {
        stallSome();
        long settled = 0;
        for (int round = 0; round < rounds; round++) {
            check(round, next());
            if (round % BETWEEN_GOOD_CALLS == 0) {
                theServerLives();
            }
            if (round == rounds / 2) {
                settled = Fuzzing.usedHeap();
            }
        }
        theServerLives();
        long grown = Fuzzing.usedHeap() - settled;
        System.out.printf("fuzz: %d requests, %d kB more in the second half, %s%n", rounds, grown >> 10, seen);
        assertTrue(grown < MOST_GROWN, grown + " bytes more are held after the second half");
    }

    private Sent next() {
        var agent = Agents.ALL.get(random.nextInt(Agents.ALL.size())).name();
        var sound = oneOf(payloads(agent));
        var call = oneOf(payloads(agent).stream()
                .filter(payload -> !new CallShape(agent).asksForNothing(payload))
                .toList());
        return switch (random.nextInt(14)) {
            case 0, 1 -> body("bytes", agent, injuries.hurt(sound));
            case 2, 3 -> body("values", agent, injuries.reshaped(sound));
            case 4 -> body("noise", agent, injuries.noise());
            case 5, 6 -> sent("headers", agent, odd.headers(agent, call), true);
            case 7 -> sent("first line", agent, odd.firstLine(agent, call), false);
            case 8 -> sent("length", agent, odd.length(agent, call), true);
            case 9 -> sent("chunked", agent, odd.chunked(agent, call), true);
            case 10 -> proven(agent, random.nextBoolean() ? call : injuries.reshaped(sound));
            case 11 -> pipelined(agent);
            case 12 -> sent("flipped", agent, flippedHead(agent, call), false);
            default -> sent("cut", agent, cut(OddHttp.sound(agent, call)), false);
        };
    }

    private static Sent sent(String kind, String agent, byte[] bytes, boolean addressed) {
        return new Sent(kind, agent, bytes, false, addressed);
    }

    private static Sent body(String kind, String agent, byte[] body) {
        return new Sent(kind, agent, OddHttp.sound(agent, body), new CallShape(agent).asksForNothing(body), true);
    }

    private Sent proven(String agent, byte[] body) {
        return new Sent("proven", agent, odd.proven(agent, body), new CallShape(agent).asksForNothing(body), true);
    }

    /// Several at once on one connection, the last of them damaged.
    private Sent pipelined(String agent) {
        var all = new ByteArrayOutputStream();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            all.writeBytes(OddHttp.sound(agent, injuries.hurt(oneOf(payloads(agent)))));
        }
        all.writeBytes(odd.length(agent, oneOf(payloads(agent))));
        return new Sent("pipelined", agent, all.toByteArray(), true, true);
    }

    private List<byte[]> payloads(String agent) {
        return Objects.requireNonNull(payloads.get(agent), agent);
    }

    private byte[] cut(byte[] whole) {
        return Arrays.copyOf(whole, random.nextInt(whole.length));
    }

    private byte[] flippedHead(String agent, byte[] body) {
        var whole = OddHttp.sound(agent, body);
        int head = whole.length - body.length;
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            whole[random.nextInt(head)] ^= (byte) (1 << random.nextInt(8));
        }
        return whole;
    }

    private void check(int round, Sent sent) {
        var answers = Heard.all(exchange(sent.bytes()));
        for (var answer : answers) {
            var shown = "round " + round + ", " + sent.kind() + ", " + sent.agent() + ": "
                    + Fuzzing.printable(sent.bytes()) + "\ngot " + answer;
            if (answer.hasNoOpinion()) {
                assertTrue(sent.goesOn(), shown);
            } else if (answer.status() == 404) {
                assertFalse(sent.addressed(), shown);
            } else {
                assertTrue(sent.isWhole() ? answer.denies(sent.agent()) : answer.deniesSomebody(sent.agent()), shown);
            }
            seen.merge(sent.kind() + (answer.hasNoOpinion() ? " {}" : " " + answer.status()), 1, Integer::sum);
        }
        if (answers.isEmpty()) {
            seen.merge(sent.kind() + " closed", 1, Integer::sum);
            assertFalse(
                    sent.addressed(), () -> "no answer in round " + round + " to " + Fuzzing.printable(sent.bytes()));
        }
    }

    /// Sends it at once or in small pieces, and reads until the server closes.
    private byte[] exchange(byte[] request) {
        int piece = random.nextInt(8) == 0 ? 1 + random.nextInt(64) : request.length;
        var heard = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            var writer = Thread.ofVirtual().start(() -> Fuzzing.send(socket, request, Math.max(1, piece)));
            hear(socket, heard);
            writer.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return heard.toByteArray();
    }

    private static void hear(Socket socket, ByteArrayOutputStream heard) throws IOException {
        try {
            socket.getInputStream().transferTo(heard);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) { // reset, since the server did not read all
        }
    }

    /// Senders that stop somewhere and keep their connections.
    private void stallSome() {
        try {
            for (int i = 0; i < STALLED; i++) {
                var whole = OddHttp.sound("claude-code", oneOf(payloads("claude-code")));
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                stalled.add(socket);
                socket.getOutputStream().write(whole, 0, random.nextInt(whole.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void theServerLives() {
        server.recorded.clear();
        server.outcomes.clear();
        server.begun.clear();
        var agent = oneOf(Agents.ALL.stream().map(Agent::name).toList());
        var answer =
                server.exchange(HookServer.post(HookServer.call("ls " + agent).getBytes(ISO_8859_1)));
        assertTrue(answer.denies(), answer.toString());
        assertEquals(
                List.of(Cause.NO_RULE_ALLOWS),
                server.recorded.stream()
                        .map(kept -> ((Verdict.Deny) kept.verdict()).cause())
                        .toList());
        server.recorded.clear();
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    @Override
    public void close() throws IOException {
        for (var socket : stalled) {
            socket.close();
        }
        server.close();
    }
}

package io.gatehouse.hook;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// Lets large request bodies in one at a time, so that the heap stays small however many agents write large files
/// at once.
final class Admission {
    static final long LARGEST_BODY = 16L << 20;

    /// Bodies up to this size wait for nobody.
    private static final long SMALL_BODY = 16L << 10;

    /// Bodies above this size come in one at a time, those between a few at a time.
    private static final long LARGE_BODY = 256L << 10;

    private static final int MEDIUM_AT_A_TIME = 8;

    /// More at once would not be quicker, and each holds memory while it waits for the PDP.
    private static final int DECIDED_AT_A_TIME = 16;

    private final Semaphore deciding = new Semaphore(DECIDED_AT_A_TIME, true);
    private final Semaphore medium = new Semaphore(MEDIUM_AT_A_TIME, true);
    private final Semaphore large = new Semaphore(1, true);
    private final Duration patience;

    /// @param patience the longest a request waits for all its turns together; with a call's deadline on top well
    ///     below the agents' hook timeout
    Admission(Duration patience) {
        this.patience = patience;
    }

    /// One request's way in.
    Request request() {
        return new Request(System.nanoTime() + patience.toNanos());
    }

    /// The body is larger than a call may be.
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// The turn did not come in time.
    static final class Overloaded extends IOException {
        private static final long serialVersionUID = 1;
    }

    final class Request {
        private final long until;

        private Request(long until) {
            this.until = until;
        }

        /// A body that counts itself, waits for its turn where its size asks for it, and ends with [TooLarge] at its
        /// limit.
        InputStream admit(InputStream body) {
            return new Body(body, this);
        }

        /// Decides when it is the call's turn.
        ///
        /// @param decision given what hands the turn to the next before it has decided
        <T> T inTurn(Function<Runnable, T> decision) throws Overloaded {
            await(deciding);
            var held = new AtomicBoolean(true);
            Runnable giveBack = () -> {
                if (held.getAndSet(false)) {
                    deciding.release();
                }
            };
            try {
                return decision.apply(giveBack);
            } finally {
                giveBack.run();
            }
        }

        private void await(Semaphore turn) throws Overloaded {
            try {
                if (!turn.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new Overloaded();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Overloaded();
            }
        }
    }

    private final class Body extends InputStream {
        private final InputStream in;
        private final Request request;
        private long size;
        private boolean holdsMedium;
        private boolean holdsLarge;

        Body(InputStream in, Request request) {
            this.in = in;
            this.request = request;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                size += n;
                if (size > LARGEST_BODY) {
                    throw new TooLarge();
                }
                if (size > SMALL_BODY && !holdsMedium) {
                    request.await(medium);
                    holdsMedium = true;
                }
                if (size > LARGE_BODY && !holdsLarge) {
                    request.await(large);
                    holdsLarge = true;
                }
            }
            return n;
        }

        /// Gives the turn to the next; the stream beneath stays open.
        @Override
        public void close() {
            if (holdsLarge) {
                large.release();
                holdsLarge = false;
            }
            if (holdsMedium) {
                medium.release();
                holdsMedium = false;
            }
        }
    }
}

package io.gatehouse.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.EvidenceStore.Incoming;
import io.gatehouse.store.Chain;
import io.gatehouse.store.KeptRecords;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/// Weeks of evidence of a whole organisation in PostgreSQL, by COPY and with the indexes made afterwards, so that
/// millions of rows take minutes. What a row holds is what [Intake] writes. For tests alone.
public final class Fleet {
    private static final int THREADS = 2;
    private static final String GIN = "CREATE INDEX enforcement_by_token ON enforcement USING gin (tokens)";

    private final Console.Parts console;
    private final String url;
    private final int laptops;
    private final Clock clock;

    /// @param url of the console's own database
    public Fleet(Console.Parts console, String url, int laptops, Clock clock) {
        this.console = console;
        this.url = url;
        this.laptops = laptops;
        this.clock = clock;
    }

    public static String laptop(int number) {
        return "laptop-" + number;
    }

    /// @return how many rows there are now; those that were there before are kept, and then nothing is added
    public long fill(long rows, int days) {
        long before = count();
        if (before > 0) {
            return before;
        }
        for (int i = 0; i < laptops; i++) {
            People.enrol(console, MadeUpCalls.person(i), laptop(i));
        }
        run("DROP INDEX enforcement_by_token");
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var all = IntStream.range(0, days)
                .mapToObj(ago -> today.minusDays(days - 1L - ago))
                .toList();
        new Days(console.database(), clock)
                .make(all.stream()
                        .map(day -> day.atStartOfDay().toInstant(ZoneOffset.UTC))
                        .toList());
        long weights = all.stream().mapToLong(Fleet::weight).sum();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < THREADS; i++) {
                int part = i;
                running.add(threads.submit(() -> new Part(part).write(all, rows / THREADS, weights)));
            }
            for (var one : running) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        run("SET maintenance_work_mem = '1GB'; " + GIN);
        run("VACUUM ANALYZE");
        return count();
    }

    /// At the weekend agents do less.
    private static long weight(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY ? 1 : 4;
    }

    private long count() {
        return console.database().read(handle -> handle.createQuery("SELECT count(*) FROM enforcement")
                .mapTo(Long.class)
                .one());
    }

    private void run(String sql) {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The laptops of one thread, whose logs it writes.
    private final class Part {
        private final int part;
        private final Random random;
        private final MadeUpCalls calls;
        private final List<Log> logs = new ArrayList<>();
        private final Set<Long> taken = new HashSet<>();

        Part(int part) {
            this.part = part;
            this.random = new Random(part);
            this.calls = new MadeUpCalls(100L + part);
            for (int i = part; i < laptops; i += THREADS) {
                logs.add(new Log(i));
            }
        }

        Void write(List<LocalDate> days, long rows, long weights) throws SQLException, IOException {
            try (var connection = DriverManager.getConnection(url)) {
                var copy = new CopyManager(connection.unwrap(BaseConnection.class));
                var now = clock.instant();
                for (var day : days) {
                    write(copy, day, rows * weight(day) / weights, now);
                }
                writeHeads(copy);
            }
            return null;
        }

        private void write(CopyManager copy, LocalDate day, long rows, Instant now) throws SQLException, IOException {
            var begin = day.atStartOfDay().toInstant(ZoneOffset.UTC);
            var end = begin.plus(Duration.ofDays(1)).isBefore(now) ? begin.plus(Duration.ofDays(1)) : now;
            double step = Duration.between(begin, end).toMillis() / (double) rows;
            var in = copy.copyIn("COPY enforcement FROM STDIN");
            var lines = new StringBuilder();
            taken.clear();
            for (long i = 0; i < rows; i++) {
                var at = begin.plusMillis((long) (i * step));
                logs.get(random.nextInt(logs.size())).add(lines, calls, at, this::free);
                if (lines.length() > 1 << 16 || i == rows - 1) {
                    var bytes = lines.toString().getBytes(UTF_8);
                    in.writeToCopy(bytes, 0, bytes.length);
                    lines.setLength(0);
                }
            }
            in.endCopy();
        }

        /// Threads never take each other's places.
        private long free(long wished) {
            long place = wished / THREADS * THREADS + part;
            while (!taken.add(place)) {
                place += THREADS;
            }
            return place;
        }

        private void writeHeads(CopyManager copy) throws SQLException {
            var in = copy.copyIn("COPY audit_head FROM STDIN");
            for (var log : logs) {
                var line = log.head().getBytes(UTF_8);
                in.writeToCopy(line, 0, line.length);
            }
            in.endCopy();
        }
    }

    /// Of one laptop.
    private static final class Log {
        private final int number;
        private final String device;
        private long seq;
        private byte[] chain = Chain.start();

        Log(int number) {
            this.number = number;
            this.device = laptop(number);
        }

        void add(StringBuilder lines, MadeUpCalls calls, Instant at, LongUnaryOperator free) {
            var call = calls.next(number, at);
            var record = KeptRecords.json(call).getBytes(UTF_8);
            seq++;
            chain = Chain.next(chain, device, 1, seq, record);
            var columns = EvidenceColumns.of(call);
            var tokens = Tokens.of(device, columns);
            long place = free.applyAsLong(Places.of(at, device, seq));
            line(lines, new Incoming(place, device, seq, 1, seq, at, record, chain, "", columns, tokens, 0L, 120L));
        }

        String head() {
            return String.join("\t", device, "" + seq, "1", "" + seq, bytes(chain), "\\N") + "\n";
        }
    }

    /// As the columns stand in the table.
    private static void line(StringBuilder line, Incoming row) {
        var columns = row.columns();
        line.append(row.place()).append('\t').append(row.device()).append('\t').append(row.seq());
        line.append('\t').append(row.epoch()).append('\t').append(row.number());
        line.append('\t').append(row.receivedAt().toEpochMilli());
        line.append('\t').append(bytes(row.record())).append('\t').append(bytes(row.chain()));
        for (var text : List.of(
                row.mark(),
                columns.enforcement(),
                columns.principal(),
                columns.agent(),
                columns.tool(),
                columns.workspace(),
                columns.verdict(),
                Tables.words(columns.rules()),
                columns.shown(),
                columns.reason(),
                String.join("\n", columns.programs()),
                String.join("\n", columns.paths()),
                String.join("\n", columns.hosts()))) {
            line.append('\t')
                    .append(text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"));
        }
        line.append('\t').append(row.ranFailed()).append('\t').append(row.ranMillis());
        line.append('\t').append(row.tokens().asArray()).append('\n');
    }

    private static String bytes(byte[] bytes) {
        return "\\\\x" + HexFormat.of().formatHex(bytes);
    }
}

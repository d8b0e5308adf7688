package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.analysis.Masking.Masked;
import io.gatehouse.enforcement.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    private static final String SECRET = "Zq7xW2mK9pLr4";

    /// Where a secret may stand, as `§`.
    private static final List<String> PLACES = List.of(
            "ghp_§",
            "github_pat_§",
            "glpat-§",
            "npm_§",
            "xoxb-§",
            "sk-§",
            "hf_§",
            "AIza§",
            "eyJhbGciOi.eyJzdWIiOi.§",
            "curl -H 'Authorization: Bearer §' https://x.example",
            "curl -H \"Authorization: token §\" https://x.example",
            "curl -H X-Api-Key:§ https://x.example",
            "curl -H 'Cookie: §' https://x.example",
            "curl --cookie §",
            "curl -u ada:§ https://x.example",
            "curl --user 'ada:§' https://x.example",
            "git clone https://ada:§@git.example/x",
            "git clone https://ada:pa@§@git.example/x",
            "git clone https://§§§§@git.example/x",
            "psql postgres://ada:§@db/x",
            "mysql --password=§",
            "mysql --password § -e x",
            "tool --db-password '§ §' x",
            "tool --api-key \"§\"",
            "tool -token §",
            "PGPASSWORD=§ psql",
            "export AWS_SECRET_ACCESS_KEY=\"§\"",
            "export MY_TOKEN='§ §'",
            "password: §",
            "client-secret: §",
            "{\"password\": \"§\"}",
            "curl -d \"{\\\"apiKey\\\": \\\"§\\\"}\"",
            "https://x.example/?access_token=§&a=b",
            "-----BEGIN RSA PRIVATE KEY-----\n§\n§\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n§");

    @Test
    void noSecretSurvivesInAnyOfItsPlaces() {
        for (var place : PLACES) {
            var masked = Masking.text(place.replace("§", SECRET));
            assertFalse(masked.contains(SECRET), place + " became " + masked);
            assertTrue(masked.contains(Masking.MASK), masked);
        }
        assertEquals("***", Masking.text("AKIAIOSFODNN7EXAMPLE"));
    }

    @Test
    void noPlantedSecretSurvivesInRandomTextAndTheRestStaysSelected() {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            var kept = new ArrayList<Span>();
            for (int part = 0; part < 6; part++) {
                int from = text.length();
                var word = "word" + part + "x";
                text.append(word);
                kept.add(new Span(from, from + word.length()));
                text.append(random.nextBoolean() ? " && " : "\n");
                text.append(PLACES.get(random.nextInt(PLACES.size() - 1)).replace("§", SECRET));
                text.append(random.nextBoolean() ? " ; " : "\n");
            }
            var masked = Masking.mask(text.toString());
            assertFalse(masked.text().contains(SECRET), masked.text());
            for (var span : kept) {
                var moved = masked.moved(span.from(), span.to());
                assertEquals(
                        text.substring(span.from(), span.to()),
                        masked.text().substring(moved.from(), moved.to()),
                        text.toString());
            }
        }
    }

    @Test
    void aPartThatTouchesAMaskCoversAllOfIt() {
        var masked = new Masked("ab***cd", List.of(new Span(2, 8))); // of ab123456cd
        assertEquals(new Span(0, 2), masked.moved(0, 2));
        assertEquals(new Span(2, 5), masked.moved(2, 8));
        assertEquals(new Span(2, 5), masked.moved(4, 5));
        assertEquals(new Span(0, 5), masked.moved(1 - 1, 3));
        assertEquals(new Span(2, 7), masked.moved(7, 10));
        assertEquals(new Span(5, 7), masked.moved(8, 10));
        assertEquals(new Span(0, 7), masked.moved(0, 10));
    }

    @Test
    void masksTheWordAfterAnOption() {
        assertEquals(
                List.of("mysql", "--password", "***", "-u", "ada:***", "db", "MY_TOKEN=***"),
                Masking.words(
                        List.of("mysql", "--password", SECRET, "-u", "ada:" + SECRET, "db", "MY_TOKEN=" + SECRET)));
        assertEquals(
                List.of("curl", "-H", "Authorization: Bearer ***", "https://***@x.example"),
                Masking.words(List.of(
                        "curl", "-H", "Authorization: Bearer " + SECRET, "https://a:" + SECRET + "@x.example")));
    }

    /// Policies read what is left: a mask must not hide a statement from them.
    @Test
    void aMaskHidesNoSecondStatement() {
        for (var word : List.of(
                "select 'password='; drop database prod; select ''",
                "token=1; DROP DATABASE prod",
                "password=x drop database prod",
                "secret: a && rm -rf /",
                "select \"token=\" | drop database prod | \"")) {
            assertTrue(
                    Masking.words(List.of("mysql", "-e", word))
                            .getLast()
                            .matches("(?i).*(drop database prod|rm -rf /).*"),
                    word);
        }
        assertEquals(List.of("--password", "--force"), Masking.words(List.of("--password", "--force")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git push --force origin main",
                "ls -la /home/ada/.aws/credentials",
                "cat token.txt secrets/readme.md",
                "npm run build:prod -- --watch",
                "https://github.com/a/b",
                "ssh://git@github.com/a/b",
                "grep -rn 'password' src",
                "task-list-of-everyday-things"
            })
    void leavesEverydayTextAlone(String text) {
        assertEquals(text, Masking.text(text));
    }

    /// Counts what the patterns look at, because time says nothing on a busy machine.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A1",
                "eyJ-",
                "token",
                "passwordpassword",
                "-",
                "--a-",
                "://",
                "a:",
                "a://b:",
                "-----BEGIN ",
                " -u a",
                "-----BEGIN PRIVATE KEY-----",
                "bearer ",
                "authorization:",
                "token= ",
                "token\\\"",
                " ",
                "\n",
                "sk-",
                "=",
                "\"",
                "token='",
                "a.",
                "_",
                "cookie: \""
            })
    void hostileTextCostsNoMoreThanItsLength(String piece) {
        int length = 64 << 10;
        var text = piece.repeat(length / piece.length() + 1).substring(0, length);
        var looks = new AtomicLong();
        Masking.SECRETS.forEach(pattern -> {
            var matcher = pattern.matcher(new Counted(text, looks));
            while (matcher.find()) {
                looks.incrementAndGet();
            }
        });
        assertTrue(looks.get() < 500L * length, looks.get() / length + " looks for each character");
    }

    private record Counted(CharSequence text, AtomicLong looks) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}

package io.gatehouse.app;

import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Shown;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Optional;

/// Where the command line writes. Text from outside (paths, commands, policies) cannot move the cursor, hide a
/// part of
/// itself or pretend to be another line.
///
/// @param typist who reads it and types
record Terminal(InputStream in, PrintStream out, PrintStream err, Filer typist) {
    void line(String text) {
        out.println(Shown.text(text, false));
    }

    /// A heading and what belongs to it, aligned.
    void fact(String name, String text) {
        line("%-11s%s".formatted(name, text));
    }

    /// Asks for one line; empty at the end of what is typed.
    Optional<String> ask(String question) {
        out.print(question);
        out.flush();
        try {
            return Optional.ofNullable(
                    new BufferedReader(new InputStreamReader(in, Charset.defaultCharset())).readLine());
        } catch (IOException e) {
            throw new UncheckedIOException("Standard input cannot be read: " + e.getMessage(), e);
        }
    }

    /// What went wrong and what to do, in a sentence.
    void error(String sentence) {
        err.println(Shown.text(sentence, false));
    }

    /// For machines: valid JSON in ASCII, whatever the terminal's encoding.
    void json(Object value) {
        var ascii = new StringBuilder();
        Json.pretty(value).chars().forEach(c -> {
            if (c == '\n' || (c >= ' ' && c <= '~')) {
                ascii.append((char) c);
            } else if (c != '\r') {
                ascii.append("\\u%04x".formatted(c));
            }
        });
        out.println(ascii);
    }
}

package io.gatehouse.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.Set;

/// The texts of the desktop, in English or German, from `text/messages.properties` and `text/messages_de.properties`.
/// Numbers and times are written as the texts are. What a policy, a person or the daemon says stays as it was said.
public final class Messages {
    public static final Locale ENGLISH = Locale.UK;
    public static final Locale GERMAN = Locale.GERMANY;

    /// The language of this process: English until it is told another one.
    private static volatile Texts texts = Texts.of(ENGLISH);

    private record Texts(Locale locale, ResourceBundle bundle) {
        static Texts of(Locale locale) {
            return new Texts(
                    locale, load(locale.equals(GERMAN) ? "/text/messages_de.properties" : "/text/messages.properties"));
        }
    }

    private Messages() {}

    /// From now on texts are German where that is the locale's language, and English for every other one.
    public static void speak(Locale locale) {
        texts = Texts.of(locale.getLanguage().equals(GERMAN.getLanguage()) ? GERMAN : ENGLISH);
    }

    /// How numbers and times are written.
    public static Locale locale() {
        return texts.locale();
    }

    /// @param key must be one of the bundle
    /// @param args what the pattern's `{0}`, `{1}` … stand for; plurals are chosen by the pattern
    /// @throws java.util.MissingResourceException for a key that the bundle lacks
    public static String text(String key, Object... args) {
        var now = texts;
        return new MessageFormat(now.bundle().getString(key), now.locale()).format(args);
    }

    static Set<String> keys() {
        return texts.bundle().keySet();
    }

    /// A text as it stands in the bundle.
    static String pattern(String key) {
        return texts.bundle().getString(key);
    }

    private static ResourceBundle load(String resource) {
        try (var stream = Messages.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the installation lacks " + resource);
            }
            return new PropertyResourceBundle(new InputStreamReader(stream, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}

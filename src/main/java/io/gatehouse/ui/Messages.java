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

/// The texts of the desktop, from `text/messages.properties`. Formats are English throughout, as the texts are: an
/// English sentence with another language's numbers and times helps nobody.
public final class Messages {
    static final Locale LOCALE = Locale.UK;

    private static final String RESOURCE = "/text/messages.properties";
    private static final ResourceBundle BUNDLE = load();

    private Messages() {}

    /// @param key must be one of the bundle
    /// @param args what the pattern's `{0}`, `{1}` … stand for; plurals are chosen by the pattern
    /// @throws java.util.MissingResourceException for a key that the bundle lacks
    public static String text(String key, Object... args) {
        return new MessageFormat(BUNDLE.getString(key), LOCALE).format(args);
    }

    static Set<String> keys() {
        return BUNDLE.keySet();
    }

    private static ResourceBundle load() {
        try (var stream = Messages.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("the installation lacks " + RESOURCE);
            }
            return new PropertyResourceBundle(new InputStreamReader(stream, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }
}

package io.gatehouse.console.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// The few files besides pages, from the jar. All are public.
final class Assets {
    private final Map<String, Asset> assets = Map.of(
            "console.css", load("/console/assets/console.css", "text/css; charset=utf-8"),
            "htmx.js",
                    load(
                            "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js",
                            "text/javascript; charset=utf-8"),
            "icon.png", load("/icons/gatehouse-32.png", "image/png"));

    /// @param tag changes with the content
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Asset(String contentType, byte[] content, String tag) {}

    Optional<Asset> find(String name) {
        return Optional.ofNullable(assets.get(name));
    }

    private static Asset load(String resource, String contentType) {
        try (var stream = Assets.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the installation lacks " + resource);
            }
            var content = stream.readAllBytes();
            var digest = MessageDigest.getInstance("SHA-256").digest(content);
            return new Asset(contentType, content, "\"" + HexFormat.of().formatHex(digest, 0, 12) + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

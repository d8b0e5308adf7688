package io.gatehouse.console.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.json.BoundedJson;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// 256 random bits that whoever holds them is known by: a cookie, a link. The database keeps only the [#hash].
public final class Secret {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    public static Secret fresh() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// Empty when it cannot be one.
    public static Optional<Secret> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Secret(text)) : Optional.empty();
    }

    /// The secret itself, for its holder alone.
    public String text() {
        return text;
    }

    /// By which it is found again.
    public String hash() {
        return hash(text);
    }

    static String hash(String text) {
        return BoundedJson.sha256(text);
    }

    /// What a form of its holder carries, which no other site can know.
    public String formToken() {
        return derived("form");
    }

    /// Another secret of its holder, one for each purpose. Tells nothing of this one, nor of another purpose's.
    public String derived(String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(text.getBytes(US_ASCII), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(purpose.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    public boolean isFormToken(String sent) {
        return MessageDigest.isEqual(formToken().getBytes(US_ASCII), sent.getBytes(UTF_8));
    }

    /// Not the secret, which must not reach a log.
    @Override
    public String toString() {
        return "Secret";
    }
}

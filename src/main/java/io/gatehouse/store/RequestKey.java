package io.gatehouse.store;

import io.gatehouse.policy.AccessRequest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The keyed hash by which an equal question is found again. Covers everything but the time of the request.
///
/// Design. Two questions must never have one encoding, or one would be answered with the other's decision: each
/// value starts with its type and its length, and strings are written as their UTF-16 units, because UTF-8 writes
/// every unpaired surrogate as the same `?`.
final class RequestKey {
    private final SecretKeySpec secret;
    private final String pdp;

    RequestKey(byte[] secret, String pdp) {
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
        this.pdp = pdp;
    }

    byte[] of(String revision, AccessRequest request) {
        var principal = request.principal();
        var attributes = new TreeMap<>(request.attributes());
        attributes.remove(AccessRequest.AT);
        return hash(List.of(
                pdp,
                AccessRequest.CONTRACT,
                revision,
                principal.id(),
                principal.roles(),
                principal.attributes(),
                request.action().label(),
                attributes));
    }

    private byte[] hash(List<?> question) {
        try {
            var bytes = new ByteArrayOutputStream(512);
            write(new DataOutputStream(bytes), question);
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return mac.doFinal(bytes.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static void write(DataOutputStream out, Object value) throws IOException {
        switch (value) {
            case String text -> {
                out.writeByte('s');
                out.writeInt(text.length());
                out.writeChars(text);
            }
            case Boolean truth -> {
                out.writeByte('b');
                out.writeBoolean(truth);
            }
            case Integer number -> write(out, number.longValue());
            case Long number -> {
                out.writeByte('i');
                out.writeLong(number);
            }
            case Number number -> {
                out.writeByte('n');
                write(out, number.toString());
            }
            case List<?> list -> {
                out.writeByte('l');
                out.writeInt(list.size());
                for (var element : list) {
                    write(out, element);
                }
            }
            case Map<?, ?> map -> {
                out.writeByte('m');
                out.writeInt(map.size());
                for (var entry : sorted(map).entrySet()) {
                    write(out, entry.getKey());
                    write(out, entry.getValue());
                }
            }
            default -> throw new StoreException("cannot keep a decision about a " + value.getClass(), null);
        }
    }

    private static Map<String, Object> sorted(Map<?, ?> map) {
        var sorted = new TreeMap<String, Object>();
        map.forEach((name, value) -> sorted.put((String) name, value));
        return sorted;
    }
}

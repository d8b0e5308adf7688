package io.gatehouse.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Principal;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The keyed hash by which an equal question is found again. Covers everything but the time of the request.
///
/// Design. Two questions must never have one encoding, or one would be answered with the other's decision: each
/// value starts with its type and its length, and strings are written as their UTF-16 units (of one byte where that is
/// enough for all of them), because UTF-8 writes every unpaired surrogate as the same `?`.
final class RequestKey {
    private final Mac initialised;
    private final String pdp;

    RequestKey(byte[] secret, String pdp) {
        this.initialised = initialised(secret);
        this.pdp = pdp;
    }

    byte[] of(String revision, AccessRequest request) {
        var principal = request.principal();
        var attributes = new TreeMap<String, Object>(request.attributes());
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

    /// Of everything that a plan depends on besides the policies; never equal to that of a request.
    byte[] of(Principal principal) {
        return hash(List.of(pdp, AccessRequest.CONTRACT, principal.id(), principal.roles(), principal.attributes()));
    }

    private byte[] hash(List<?> question) {
        var bytes = new Encoding();
        bytes.write(question);
        try {
            var mac = (Mac) initialised.clone();
            mac.update(bytes.buffer, 0, bytes.size);
            return mac.doFinal();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's HmacSHA256 can be cloned", e);
        }
    }

    private static Mac initialised(byte[] secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// On the way of every verdict, so without a stream that takes bytes one by one.
    private static final class Encoding {
        private byte[] buffer = new byte[2_048];
        private int size;

        void write(Object value) {
            switch (value) {
                case String text -> write(text);
                case Boolean truth -> {
                    put('b');
                    put(truth ? 1 : 0);
                }
                case Integer number -> write(number.longValue());
                case Long number -> {
                    put('i');
                    putInt((int) (number >>> 32));
                    putInt(number.intValue());
                }
                case Number number -> write('n', number.toString());
                case List<?> list -> {
                    put('l');
                    putInt(list.size());
                    for (var element : list) {
                        write(element);
                    }
                }
                case Map<?, ?> map -> {
                    put('m');
                    putInt(map.size());
                    for (var entry : sorted(map).entrySet()) {
                        write(entry.getKey());
                        write(entry.getValue());
                    }
                }
                default -> throw new StoreException("cannot keep a decision about a " + value.getClass(), null);
            }
        }

        private void write(String text) {
            var narrow = text.getBytes(ISO_8859_1);
            if (text.equals(new String(narrow, ISO_8859_1))) {
                put('t');
                putInt(narrow.length);
                put(narrow);
            } else {
                write('s', text);
            }
        }

        private void write(char type, String text) {
            put(type);
            putInt(text.length());
            for (int i = 0; i < text.length(); i++) {
                put(text.charAt(i) >>> 8);
                put(text.charAt(i));
            }
        }

        private void putInt(int value) {
            put(value >>> 24);
            put(value >>> 16);
            put(value >>> 8);
            put(value);
        }

        private void put(byte[] bytes) {
            while (buffer.length - size < bytes.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            System.arraycopy(bytes, 0, buffer, size, bytes.length);
            size += bytes.length;
        }

        private void put(int value) {
            if (size == buffer.length) {
                buffer = Arrays.copyOf(buffer, size * 2);
            }
            buffer[size++] = (byte) value;
        }
    }

    private static Map<?, ?> sorted(Map<?, ?> map) {
        if (map instanceof TreeMap<?, ?>) {
            return map;
        }
        var sorted = new TreeMap<String, Object>();
        map.forEach((name, value) -> sorted.put((String) name, value));
        return sorted;
    }
}

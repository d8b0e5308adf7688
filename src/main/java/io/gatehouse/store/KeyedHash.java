package io.gatehouse.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA-256 over values, with this installation's secret.
///
/// Design. Two lists of values must never have one encoding, or one would be taken for the other: each value starts
/// with its type and its length, and strings are written as their UTF-16 units (of one byte where that is enough for
/// all of them), because UTF-8 writes every unpaired surrogate as the same `?`.
final class KeyedHash {
    private final Mac initialised;

    KeyedHash(byte[] secret) {
        this.initialised = initialised(secret);
    }

    /// @param values texts, truths, numbers, and lists and maps of them
    byte[] of(List<?> values) {
        var bytes = new Encoding();
        bytes.write(values);
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

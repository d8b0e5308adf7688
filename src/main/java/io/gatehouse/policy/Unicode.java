package io.gatehouse.policy;

import java.util.List;

/// Text that can be sent: half a surrogate pair has no UTF-8, so no PDP can be asked about it.
public final class Unicode {
    private Unicode() {}

    public static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPair(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /// What an attribute is made of: text, or anything that holds none that is not.
    public static boolean isText(Object value) {
        return switch (value) {
            case String text -> isText(text);
            case List<?> list -> areTexts(list);
            default -> true;
        };
    }

    private static boolean areTexts(List<?> list) {
        for (var element : list) {
            if (!isText(element)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }
}

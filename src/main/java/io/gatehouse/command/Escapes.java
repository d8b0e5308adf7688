package io.gatehouse.command;

/// The backslash sequences of `$'…'`, `echo -e` and `printf`.
final class Escapes {
    private Escapes() {}

    /// A byte that is no ASCII is unknown: what it is depends on those beside it.
    ///
    /// @param echo in `echo -e` and `%b`, `\0` begins an octal number of up to three more digits and quotes mean
    ///     nothing; elsewhere a NUL ends the text
    static Word resolve(Word raw, boolean echo) {
        var text = raw.text();
        var builder = new Word.Builder();
        var i = 0;
        while (i < text.length()) {
            if (text.charAt(i) != '\\' || i + 1 == text.length()) {
                builder.add(raw.cut(i, i + 1));
                i++;
                continue;
            }
            var next = text.charAt(i + 1);
            var digits = i + 2;
            var length = 2;
            var value = "";
            switch (next) {
                case 'n' -> value = "\n";
                case 't' -> value = "\t";
                case 'r' -> value = "\r";
                case 'a' -> value = "\u0007";
                case 'b' -> value = "\b";
                case 'e', 'E' -> value = "\u001b";
                case 'f' -> value = "\f";
                case 'v' -> value = "\u000b";
                case '\\' -> value = "\\";
                case '\'', '"', '?' -> value = echo ? "" : String.valueOf(next);
                case 'x' -> {
                    length = 2 + count(text, digits, 2, 16);
                    value = number(text, digits, i + length, 16);
                }
                case 'u', 'U' -> {
                    length = 2 + count(text, digits, next == 'u' ? 4 : 8, 16);
                    value = number(text, digits, i + length, 16);
                }
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    var most = echo && next == '0' ? 4 : 3;
                    length = 1 + count(text, i + 1, most, 8);
                    value = number(text, i + 1, i + length, 8);
                }
                case 'c' -> {
                    if (!echo && digits < text.length()) {
                        length = 3;
                        value = String.valueOf((char) (Character.toUpperCase(text.charAt(digits)) ^ '@'));
                    }
                }
                default -> value = "";
            }
            if (value.equals("\0") && !echo) {
                break;
            }
            var isByte = (next == 'x' || Character.isDigit(next)) && !value.isEmpty() && value.codePointAt(0) > 0x7f;
            if (value.isEmpty() || isByte) {
                value = text.substring(i, i + length);
            }
            builder.add(
                    value,
                    isByte ? Word.Mark.UNKNOWN_ONE : Word.Mark.QUOTED,
                    raw.cut(i, i + length).where());
            i += length;
        }
        return builder.sources(raw.sources()).build(raw.where());
    }

    private static int count(String text, int from, int most, int radix) {
        var n = 0;
        while (n < most && from + n < text.length() && Character.digit(text.charAt(from + n), radix) >= 0) {
            n++;
        }
        return n;
    }

    private static String number(String text, int from, int to, int radix) {
        if (from == to) {
            return "";
        }
        var code = Long.parseLong(text.substring(from, to), radix);
        return Character.isValidCodePoint((int) code) && code <= Character.MAX_CODE_POINT
                ? Character.toString((int) code)
                : "";
    }
}

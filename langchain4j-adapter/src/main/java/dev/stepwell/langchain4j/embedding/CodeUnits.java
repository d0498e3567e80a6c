package dev.stepwell.langchain4j.embedding;

import java.util.Arrays;

/**
 * Strings as bytes in the order of {@link String#compareTo}, each char by itself as UTF-8 would write it (CESU-8). Unlike
 * in UTF-8, half a surrogate pair comes back as it was, and what lies behind U+FFFF sorts as Java sorts it.
 */
final class CodeUnits {

    private CodeUnits() {}

    static byte[] encode(String text) {
        byte[] bytes = new byte[3 * text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                bytes[size++] = (byte) unit;
            } else if (unit < 0x800) {
                bytes[size++] = (byte) (0xC0 | (unit >> 6));
                bytes[size++] = tail(unit);
            } else {
                bytes[size++] = (byte) (0xE0 | (unit >> 12));
                bytes[size++] = tail(unit >> 6);
                bytes[size++] = tail(unit);
            }
        }
        return Arrays.copyOf(bytes, size);
    }

    private static byte tail(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    static String decode(byte[] bytes, int offset, int length) {
        char[] units = new char[length];
        int size = 0;
        int end = offset + length;
        for (int i = offset; i < end; ) {
            int first = bytes[i++];
            if (first >= 0) {
                units[size++] = (char) first;
            } else if ((first & 0xE0) == 0xC0) {
                units[size++] = (char) (((first & 0x1F) << 6) | (bytes[i++] & 0x3F));
            } else {
                units[size++] = (char) (((first & 0x0F) << 12) | ((bytes[i++] & 0x3F) << 6) | (bytes[i++] & 0x3F));
            }
        }
        return new String(units, 0, size);
    }
}

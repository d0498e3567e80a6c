package dev.stepwell.internal;

/** Text that UTF-16 can hold and UTF-8 cannot. */
public final class Surrogates {

    private Surrogates() {}

    /** {@return the JSON with every unpaired surrogate as an escape: UTF-8 can hold it, and reading gives it back} */
    public static String escape(String json) {
        StringBuilder escaped = null;
        int copied = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < json.length() && Character.isLowSurrogate(json.charAt(i + 1))) {
                i++;
                continue;
            }
            escaped = escaped == null ? new StringBuilder(json.length() + 16) : escaped;
            escaped.append(json, copied, i).append("\\u%04x".formatted((int) c));
            copied = i + 1;
        }
        return escaped == null
                ? json
                : escaped.append(json, copied, json.length()).toString();
    }
}

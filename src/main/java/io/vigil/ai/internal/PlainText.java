package io.vigil.ai.internal;

import java.util.regex.Pattern;

/** What others wrote, such that it can be stored and shown. */
public final class PlainText {

    private static final int MAX_CHARS = 5000;
    private static final Pattern LINE_END = Pattern.compile("\\r\\n?|[\\u2028\\u2029]");
    /**
     * Control characters (PostgreSQL takes no NUL), halves of characters, and what turns the direction of writing around, so
     * that a page shows other words than are there. The marks that right-to-left scripts need stay.
     */
    private static final Pattern UNWANTED = Pattern
            .compile("[\\p{Cc}\\p{Cs}\\u202a-\\u202e\\u2066-\\u2069\\ufffe\\uffff&&[^\\n\\t]]");

    private PlainText() {
    }

    /** Without what is not to be shown, and no longer than anybody reads. What looks like markup stays: it is text here. */
    public static String clean(String text) {
        String clean = UNWANTED.matcher(LINE_END.matcher(text).replaceAll("\n")).replaceAll("").strip();
        int end = Math.min(clean.length(), MAX_CHARS);
        return clean.substring(0, end < clean.length() && Character.isHighSurrogate(clean.charAt(end - 1)) ? end - 1 : end);
    }
}

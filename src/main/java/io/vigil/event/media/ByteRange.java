package io.vigil.event.media;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes that was asked for (RFC 9110, section 14.1.2).
 *
 * @param first the first byte, counted from 0
 * @param count how many; 0 if none of those asked for is there, which is a 416
 */
public record ByteRange(long first, long count) {

    private static final Pattern FORM = Pattern.compile("bytes=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

    /**
     * What the header asks of so many bytes; null for the whole, which is also the answer to several ranges and to nonsense.
     */
    public static ByteRange of(String header, long length) {
        Matcher form = FORM.matcher(header == null ? "" : header.trim().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return null;
        }
        String from = form.group(1);
        String to = form.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? null : last(Long.parseLong(to), length);
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
        if (last < first) {
            return null;
        }
        return first >= length ? new ByteRange(0, 0) : new ByteRange(first, Math.min(last, length - 1) - first + 1);
    }

    private static ByteRange last(long wanted, long length) {
        long count = Math.min(wanted, length);
        return new ByteRange(length - count, count);
    }

    /** The value of Content-Range. */
    public String header(long length) {
        return "bytes " + first + "-" + (first + count - 1) + "/" + length;
    }
}

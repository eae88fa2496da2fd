package io.vigil.delivery.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Whom a mail is from, as mail programs show it: a name before the address. */
final class Sender {

    private static final Pattern ATOMS = Pattern.compile("[A-Za-z0-9]+(?: [A-Za-z0-9]+)*");
    /** As base64 in an encoded word of RFC 2047, which may have 75 characters. */
    private static final int BYTES_OF_WORD = 42;

    private Sender() {
    }

    /**
     * The {@code From} of a mail. A name that is more than letters and digits becomes encoded words (RFC 2047, 2), one a line,
     * so that nothing in it means anything to a mail server.
     */
    static String of(String name, String address) {
        String shown = name.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        if (shown.isEmpty()) {
            return address;
        }
        return (ATOMS.matcher(shown).matches() ? shown : String.join("\n ", words(shown))) + " <" + address + ">";
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int character : name.codePoints().toArray()) {
            String next = Character.toString(character);
            if (bytes(word + next).length > BYTES_OF_WORD) {
                words.add(encoded(word));
                word.setLength(0);
            }
            word.append(next);
        }
        words.add(encoded(word));
        return words;
    }

    private static String encoded(CharSequence word) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes(word)) + "?=";
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}

package io.vigil.ai.text;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vigil.ai.AiCall;
import io.vigil.ai.internal.Chain.Wish;
import io.vigil.ai.internal.PlainText;
import io.vigil.ai.internal.WireFormat.Said;

/** Tells a text from what only came instead of one: nothing, a word or two, data, a page. */
final class Prose {

    static final Wish<String> WRITTEN = new Wish<>(AiCall.Kind.SUMMARY, "write it", Prose::read);

    private static final int SHORTEST = 20;
    /** Up to here are the letters of scripts that need many of them. */
    private static final int LAST_LATIN = 0x250;

    /** With what closes after it. Scripts that write no spaces need none behind it; 2.5 and 14.30 end nothing. */
    private static final Pattern SENTENCE_END = Pattern
            .compile("(?:[.!?\u0964\u2026][\"')\u2019\u201d\u00bb]*(?=\\s|$)|[\u3002\uff01\uff1f][\u300d\u300f\u201d]*)");

    private Prose() {
    }

    /** Empty if it is none. */
    static Optional<String> read(Said said) {
        String clean = PlainText.clean(said.text());
        String text = said.cutOff() ? wholeSentences(clean) : clean;
        boolean isShort = text.length() < SHORTEST
                && text.codePoints().filter(Character::isLetter).allMatch(c -> c < LAST_LATIN);
        // Errors come with a good status too, and pages from whatever stands in between.
        boolean isData = text.startsWith("{") || text.startsWith("[") || text.startsWith("<") || text.startsWith("```");
        return text.isEmpty() || isShort || isData ? Optional.empty() : Optional.of(text);
    }

    /** Half a sentence is not what the model wanted to say; where there is no whole one, half a word is not. */
    private static String wholeSentences(String text) {
        int end = 0;
        for (Matcher sentence = SENTENCE_END.matcher(text); sentence.find();) {
            end = sentence.end();
        }
        if (end > 0 || text.isEmpty()) {
            return text.substring(0, end);
        }
        int space = text.lastIndexOf(' ');
        int last = space > 0 ? space : text.offsetByCodePoints(text.length(), -1);
        return text.substring(0, last).stripTrailing() + "\u2026";
    }
}

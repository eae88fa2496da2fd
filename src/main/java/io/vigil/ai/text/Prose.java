package io.vigil.ai.text;

import java.util.Optional;

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

    private Prose() {
    }

    /** Empty if it is none. */
    static Optional<String> read(Said said) {
        String clean = PlainText.clean(said.text());
        String text = said.cutOff() ? wholeSentences(clean) : clean;
        boolean isShort = text.length() < SHORTEST && text.codePoints().allMatch(c -> c < LAST_LATIN);
        // Errors come with a good status too, and pages from whatever stands in between.
        boolean isData = text.startsWith("{") || text.startsWith("[") || text.startsWith("<") || text.startsWith("```");
        return text.isEmpty() || isShort || isData ? Optional.empty() : Optional.of(text);
    }

    /** Half a sentence is not what the model wanted to say. */
    private static String wholeSentences(String text) {
        return text.substring(0, Math.max(text.lastIndexOf('.'), text.lastIndexOf('\u3002')) + 1);
    }
}

package io.vigil.ai;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model says about the pictures of an event. It is text, never markup: whoever puts it on a page escapes it there.
 *
 * @param text one line or more, at most 5000 characters, without control characters and overrides of the writing direction
 * @param objects what is in the pictures, in lower case; {@code person}, {@code vehicle}, {@code animal} and {@code package}
 *        where one of these fits; empty if the model did not say
 * @param confidence how sure the model is, 0 to 100; null if it did not say
 * @param lowConfidence whether somebody had better look again: the model is not sure, or its text is vague
 * @param vagueReason why the text is of little use, or null; known for English only
 * @param deliveryCarrier whose delivery the text tells of, or null
 */
public record Description(String text, List<String> objects, Integer confidence, boolean lowConfidence, String vagueReason,
        Carrier deliveryCarrier) {

    private static final int SURE = 50;
    private static final int FEWEST_WORDS = 4;
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern HEDGE = Pattern.compile("\\b(unclear|cannot determine|can't determine|unable to determine"
            + "|unable to describe|hard to tell|difficult to tell|cannot tell|can't tell|too dark to|too blurry to"
            + "|not clearly visible|something is happening|some kind of activity)\\b");
    private static final Pattern BARE = Pattern
            .compile("(a |an |some )?(motion|movement|activity|person|vehicle|animal|object)( has been| was| is)? "
                    + "(detected|seen|visible)[^,;]{0,30}");

    public Description {
        objects = List.copyOf(objects);
    }

    /** With the marks that follow from what the model said. */
    public static Description of(String text, List<String> objects, Integer confidence) {
        String vague = vagueness(text).orElse(null);
        return new Description(text, objects, confidence, vague != null || confidence != null && confidence < SURE, vague,
                Carrier.in(text).orElse(null));
    }

    private static Optional<String> vagueness(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        int words = SPACE.split(lower.strip()).length;
        // Not every language puts spaces between words.
        if (words < FEWEST_WORDS && lower.codePoints().allMatch(c -> c < 0x250)) {
            return Optional.of("The description has only " + words + (words == 1 ? " word" : " words"));
        }
        Matcher hedge = HEDGE.matcher(lower);
        if (hedge.find()) {
            return Optional.of("The description says \"" + hedge.group() + "\"");
        }
        return BARE.matcher(lower.strip()).matches() ? Optional.of("The description says no more than the camera did")
                : Optional.empty();
    }
}

package io.vigil.media.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vigil.media.MediaException;

/**
 * What a clip holds, as ffmpeg tells it before it decodes. It prints no line of a clip's own text at the start of a line.
 *
 * @param duration null where the clip does not say
 */
public record ClipFacts(Duration duration, boolean hasPicture, boolean hasSound) {

    private static final Pattern DURATION = Pattern.compile("(?m)^ {2}Duration: (\\d{2,6}):(\\d\\d):(\\d\\d)\\.(\\d\\d)");
    private static final Pattern STREAM = Pattern.compile("(?m)^ {2,4}Stream #0:\\d[^\\n]*?: (Video|Audio): [^\\n]*");

    /**
     * Looks.
     *
     * @throws MediaException UNREADABLE if there is neither picture nor sound in it, otherwise as {@link Ffmpeg#look}
     */
    public static ClipFacts of(Ffmpeg ffmpeg, Path clip, Duration limit) {
        ClipFacts facts = parse(new String(ffmpeg.look(clip, limit).bytes(), StandardCharsets.UTF_8));
        if (!facts.hasPicture && !facts.hasSound) {
            throw MediaException.unreadable("The clip holds neither picture nor sound");
        }
        return facts;
    }

    static ClipFacts parse(String text) {
        boolean picture = false;
        boolean sound = false;
        for (Matcher stream = STREAM.matcher(text); stream.find();) {
            boolean isSound = stream.group(1).equals("Audio");
            sound |= isSound;
            picture |= !isSound && !stream.group().contains("(attached pic)");
        }
        Matcher told = DURATION.matcher(text);
        Duration duration = told.find() ? Duration.ofHours(Long.parseLong(told.group(1)))
                .plusMinutes(Long.parseLong(told.group(2))).plusSeconds(Long.parseLong(told.group(3)))
                .plusMillis(10 * Long.parseLong(told.group(4))) : Duration.ZERO;
        return new ClipFacts(duration.isZero() ? null : duration, picture, sound);
    }
}

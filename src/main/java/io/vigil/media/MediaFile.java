package io.vigil.media;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the {@link MediaStore}: all that a row or a caller ever says about where it is.
 *
 * @param id made by the store, not to be guessed
 * @param type what it holds
 */
public record MediaFile(UUID id, MediaType type) {

    private static final Pattern NAME = Pattern
            .compile("([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\\.(jpg|png|mp4)");

    /** The form that rows store: {@code <uuid>.<extension>}. */
    public String name() {
        return id + "." + type.extension();
    }

    /**
     * Reads what {@link #name()} wrote.
     *
     * @throws IllegalArgumentException if it is anything else, by so much as a letter's case
     */
    public static MediaFile parse(String name) {
        return named(name).orElseThrow(() -> new IllegalArgumentException("Not the name of a media file"));
    }

    /** The file of that name, as a row has it; empty if no file can have it, so that one bad row does not stop the others. */
    public static Optional<MediaFile> named(String name) {
        Matcher matcher = NAME.matcher(name);
        if (matcher.matches()) {
            for (MediaType type : MediaType.values()) {
                if (type.extension().equals(matcher.group(2))) {
                    return Optional.of(new MediaFile(UUID.fromString(matcher.group(1)), type));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name();
    }
}

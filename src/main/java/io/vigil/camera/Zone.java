package io.vigil.camera;

import java.math.BigDecimal;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A part of the picture in which motion counts.
 *
 * @param id the client's name for it
 * @param name for people
 * @param vertices the corners of a polygon
 * @param enabled whether it counts; true if not said
 */
public record Zone(@NotNull String id, @NotNull @Size(min = 1, max = 100) String name,
        @NotNull @Size(min = 3) List<@NotNull @Valid Vertex> vertices, @NotNull Boolean enabled) {

    public Zone {
        enabled = enabled == null || enabled;
    }

    /** A corner, as fractions of width and height or as pixels: kept as sent. */
    public record Vertex(@NotNull @Digits(integer = 6, fraction = 20) BigDecimal x,
            @NotNull @Digits(integer = 6, fraction = 20) BigDecimal y) {
    }
}

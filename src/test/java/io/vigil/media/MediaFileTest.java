package io.vigil.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaFileTest {

    private static final String ID = "0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b";

    @ParameterizedTest
    @EnumSource
    void reads_the_name_it_wrote(MediaType type) {
        MediaFile file = new MediaFile(UUID.fromString(ID), type);

        assertThat(file.name()).isEqualTo(ID + "." + type.extension());
        assertThat(MediaFile.parse(file.name())).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ".", "..", "../etc/passwd", ID, ID + ".gif", ID + ".jpg.png", ID + ".JPG", " " + ID + ".jpg",
            ID + ".jpg\n", ID + ".jpg\0", "../" + ID + ".jpg", "/" + ID + ".jpg", "a/" + ID + ".jpg", "..\\" + ID + ".jpg",
            "%2e%2e%2f" + ID + ".jpg", "0190A3C4-5B6D-7E8F-9A0B-1C2D3E4F5A6B.jpg", "190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b.jpg",
            "1-1-1-1-1.jpg", ID + "/../../x.jpg" })
    void refuses_every_other_name(String name) {
        assertThatThrownBy(() -> MediaFile.parse(name)).isInstanceOf(IllegalArgumentException.class);
        assertThat(MediaFile.named(name)).isEmpty();
    }

    @Test
    void does_not_repeat_the_name_it_refuses() {
        assertThatThrownBy(() -> MediaFile.parse("<script>")).hasMessageNotContaining("script");
    }
}

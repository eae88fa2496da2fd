package io.vigil.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;

class SecretBoxTest {

    private static final String PURPOSE = "camera.password";

    private final SecretBox box = Keys.box(Keys.of(1), null);

    @Test
    void opens_what_it_sealed() {
        assertThat(box.decrypt(box.encrypt("s3cret ü€😀", PURPOSE), PURPOSE)).isEqualTo("s3cret ü€😀");
        assertThat(box.decrypt(box.encrypt("", PURPOSE), PURPOSE)).isEmpty();
    }

    @Test
    void another_box_with_the_same_key_opens_it_too() {
        assertThat(Keys.box(Keys.of(1), null).decrypt(box.encrypt("secret", PURPOSE), PURPOSE)).isEqualTo("secret");
    }

    @Test
    void tells_nothing_of_the_text_and_never_the_same() {
        String sealed = box.encrypt("secret", PURPOSE);

        assertThat(sealed).matches("v1\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]+").doesNotContain("secret");
        assertThat(box.encrypt("secret", PURPOSE)).isNotEqualTo(sealed);
    }

    @Test
    void does_not_open_for_another_purpose() {
        String sealed = box.encrypt("secret", PURPOSE);

        assertThatThrownBy(() -> box.decrypt(sealed, "ai_api_key_openai")).isInstanceOf(SecretBox.Unreadable.class);
    }

    @Test
    void does_not_open_once_any_byte_is_changed() {
        String sealed = box.encrypt("secret", PURPOSE);
        int start = sealed.lastIndexOf('.') + 1;
        byte[] bytes = Base64.getUrlDecoder().decode(sealed.substring(start));

        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            String text = sealed.substring(0, start) + Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertThatThrownBy(() -> box.decrypt(text, PURPOSE)).isInstanceOf(SecretBox.Unreadable.class);
        }
    }

    @Test
    void says_that_another_key_sealed_it() {
        String sealed = Keys.box(Keys.of(2), null).encrypt("secret", PURPOSE);

        assertThatThrownBy(() -> box.decrypt(sealed, PURPOSE)).isInstanceOf(SecretBox.Unreadable.class)
                .hasMessageContaining("another secret key");
    }

    @Test
    void does_not_open_what_is_no_sealed_text() {
        String sealed = box.encrypt("secret", PURPOSE);
        String id = sealed.split("\\.")[1];

        for (String text : new String[] { "", "secret", "v1", sealed + ".", "v2" + sealed.substring(2), "v1." + id + ".",
                "v1." + id + ".AAAA", "v1." + id + ".!!!", sealed.substring(0, sealed.length() - 4) }) {
            assertThatThrownBy(() -> box.decrypt(text, PURPOSE)).as(text).isInstanceOf(SecretBox.Unreadable.class);
        }
    }

    @Test
    void opens_what_the_previous_key_sealed_and_seals_with_the_present_one() {
        String before = box.encrypt("secret", PURPOSE);
        SecretBox both = Keys.box(Keys.of(2), Keys.of(1));

        assertThat(both.decrypt(before, PURPOSE)).isEqualTo("secret");
        String anew = both.reseal(before, PURPOSE);
        assertThat(Keys.box(Keys.of(2), null).decrypt(anew, PURPOSE)).isEqualTo("secret");
        assertThatThrownBy(() -> box.decrypt(anew, PURPOSE)).isInstanceOf(SecretBox.Unreadable.class)
                .hasMessageContaining("VIGIL_SECRET_KEY_PREVIOUS");
        assertThatThrownBy(() -> both.reseal(before, "other")).isInstanceOf(SecretBox.Unreadable.class);
    }

    @Test
    void knows_its_keys_by_name() {
        SecretBox both = Keys.box(Keys.of(2), Keys.of(1));

        assertThat(both.keyId()).isEqualTo(Keys.box(Keys.of(2), null).keyId()).isNotEqualTo(box.keyId());
        assertThat(both.previousKeyId()).contains(box.keyId());
        assertThat(box.previousKeyId()).isEmpty();
        assertThat(both.opens(box.keyId())).isTrue();
        assertThat(box.opens(both.keyId())).isFalse();
    }

    @Test
    void authenticates_by_key_purpose_and_data() {
        byte[] data = "data".getBytes(StandardCharsets.UTF_8);
        byte[] mac = box.macs("cursor", data).get(0);

        assertThat(mac).hasSize(32).isEqualTo(Keys.box(Keys.of(1), null).macs("cursor", data).get(0));
        assertThat(box.macs("other", data)).doesNotContain(mac);
        assertThat(box.macs("cursor", "dat".getBytes(StandardCharsets.UTF_8))).doesNotContain(mac);
        assertThat(Keys.box(Keys.of(2), null).macs("cursor", data)).hasSize(1).doesNotContain(mac);
        assertThat(Keys.box(Keys.of(2), Keys.of(1)).macs("cursor", data)).hasSize(2).contains(mac);
    }
}

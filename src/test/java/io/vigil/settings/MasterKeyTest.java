package io.vigil.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;

class MasterKeyTest {

    @TempDir
    Path data;

    @Test
    void production_refuses_to_be_without_one_and_says_how_to_make_one() {
        assertThatThrownBy(() -> key(null, LaunchMode.NORMAL)).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("VIGIL_SECRET_KEY").hasMessageContaining("openssl rand -base64 32");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void refuses_what_is_not_32_bytes_without_repeating_it() {
        for (String bad : List.of("short", "AAAA", "not/base64!", Base64.getEncoder().encodeToString(new byte[31]),
                Base64.getEncoder().encodeToString(new byte[33]))) {
            for (LaunchMode mode : LaunchMode.values()) {
                assertThatThrownBy(() -> key(bad, mode)).as(bad).isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("openssl rand -base64 32").hasMessageNotContaining(bad).hasNoCause();
            }
        }
    }

    @Test
    void takes_the_one_it_is_given_in_every_mode_and_keeps_none() {
        String given = Base64.getEncoder().encodeToString(new byte[32]);

        assertThat(key(given + "\n", LaunchMode.NORMAL).present().id())
                .isEqualTo(key(given, LaunchMode.DEVELOPMENT).present().id());
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void dev_and_test_make_one_for_the_owner_alone_and_use_it_again() throws IOException {
        String first = key(null, LaunchMode.DEVELOPMENT).present().id();

        assertThat(key(null, LaunchMode.TEST).present().id()).isEqualTo(first);
        Path file = data.resolve("made/secret.key");
        assertThat(Base64.getDecoder().decode(Files.readString(file))).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void the_purpose_decides_the_derived_key() {
        RootKey key = key(null, LaunchMode.TEST).present();

        assertThat(key.derive("a")).hasSize(32).isEqualTo(key.derive("a")).isNotEqualTo(key.derive("b"));
    }

    @Test
    void takes_the_one_before_it_too_and_says_which_variable_is_wrong() {
        assertThat(key(Keys.of(2), LaunchMode.NORMAL).previous()).isEmpty();
        assertThat(keys(Keys.of(2), Keys.of(1)).all()).extracting(RootKey::id)
                .containsExactly(keys(Keys.of(2), null).present().id(), keys(Keys.of(1), null).present().id());
        assertThatThrownBy(() -> keys(Keys.of(2), "short")).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("VIGIL_SECRET_KEY_PREVIOUS must be");
        assertThatThrownBy(() -> keys(Keys.of(2), Keys.of(2))).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("VIGIL_SECRET_KEY_PREVIOUS is the same key");
    }

    private MasterKey key(String configured, LaunchMode mode) {
        return new MasterKey(Optional.ofNullable(configured), Optional.empty(), () -> data.resolve("made"), mode);
    }

    private MasterKey keys(String present, String previous) {
        return new MasterKey(Optional.of(present), Optional.ofNullable(previous), () -> data, LaunchMode.NORMAL);
    }
}

package io.vigil.ai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataDescriberTest {

    @ParameterizedTest
    @CsvSource({ "motion, Motion detected", "person, Person detected", "vehicle, Vehicle detected", "package, Package detected",
            "animal, Animal detected", "ring, Doorbell ring", "audio, Sound detected", "something new, Motion detected" })
    void says_what_is_known(String kind, String said) {
        assertThat(new MetadataDescriber().sentence(kind, "Front door")).isEqualTo(said + " at Front door");
    }
}

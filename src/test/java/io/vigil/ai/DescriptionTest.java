package io.vigil.ai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionTest {

    @ParameterizedTest
    @ValueSource(strings = { "A person.", "Motion", "Person detected at the front door", "Some activity was detected.",
            "It is unclear what happens on the path.", "A shape that is hard to tell apart from the hedge.",
            "I can\u2019t tell what this is about." })
    void marks_what_is_vague(String text) {
        Description description = Description.of(text, List.of(), 99);

        assertThat(description.vagueReason()).isNotBlank();
        assertThat(description.lowConfidence()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "A man in a red coat rings the bell.", "A person was detected by the dog, which barks at him.",
            "\u4e00\u4e2a\u7537\u4eba\u5728\u95e8\u53e3\u6309\u95e8\u94c3\u3002" })
    void leaves_alone_what_says_something(String text) {
        assertThat(Description.of(text, List.of(), null).vagueReason()).isNull();
        assertThat(Description.of(text, List.of(), null).lowConfidence()).isFalse();
    }

    @Test
    void is_unsure_below_fifty() {
        assertThat(Description.of("A man in a red coat.", List.of(), 49).lowConfidence()).isTrue();
        assertThat(Description.of("A man in a red coat.", List.of(), 50).lowConfidence()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "A FedEx driver leaves a box, FEDEX", "fed ex truck, FEDEX", "A brown UPS van, UPS",
            "An ups driver waves, UPS",
            "The USPS truck stops, USPS", "somebody from the U.S. Postal Service, USPS", "An Amazon Prime van, AMAZON",
            "two DHL parcels, DHL", "A DHL van behind a UPS truck, DHL" })
    void knows_carriers(String text, Carrier carrier) {
        assertThat(Description.of(text, List.of(), 90).deliveryCarrier()).isEqualTo(carrier);
    }

    @ParameterizedTest
    @ValueSource(strings = { "A man does push-ups on the lawn", "It has its ups and downs", "Three pickups stand there",
            "Somebody brings a parcel", "pick-ups van" })
    void invents_no_carrier(String text) {
        assertThat(Description.of(text, List.of(), 90).deliveryCarrier()).isNull();
    }
}

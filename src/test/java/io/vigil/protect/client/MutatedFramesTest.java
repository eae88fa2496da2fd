package io.vigil.protect.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MutatedFramesTest {

    @Test
    void a_thousand_damaged_messages_to_each_api_stop_no_stream() {
        assertThat(new MutatedFrames().send(1_000)).contains("malformed");
    }
}

package io.vigil.delivery.webhook.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures and headers, without a network. */
class SignatureTest {

    @Test
    void signs_as_the_reference_implementations_do() {
        // The vector of the Standard Webhooks libraries' own tests.
        assertThat(Signature.header(List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330, "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void signs_with_each_secret() {
        String one = Signature.newSecret();
        String other = Signature.newSecret();
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

        assertThat(Signature.header(List.of(one, other), "id", 1, body)).isEqualTo(
                Signature.header(List.of(one), "id", 1, body) + " " + Signature.header(List.of(other), "id", 1, body));
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void makes_secrets_of_a_length_that_the_specification_allows() {
        String secret = Signature.newSecret();

        assertThat(secret).startsWith("whsec_");
        assertThat(Base64.getDecoder().decode(secret.substring(6)).length).isBetween(24, 64);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Host", "content-length", "Transfer-Encoding", "connection", "Webhook-Id", "webhook-signature",
            "webhook-timestamp", "Expect", "X Name", "X-Näme", "X-Name:", "", "X\r\nHost" })
    void refuses_headers_that_are_not_theirs_to_set(String name) {
        assertThat(ExtraHeaders.misfit(Map.of(name, "a"))).hasValueSatisfying(
                reason -> assertThat(reason).doesNotContainIgnoringCase(name.isEmpty() ? "\"\"" : name));
    }

    @ParameterizedTest
    @ValueSource(strings = { "a\r\nHost: b", "a\nb", "a\0b", "ä" })
    void refuses_values_that_cannot_be_sent_and_does_not_repeat_them(String value) {
        assertThat(ExtraHeaders.misfit(Map.of("X-Secret", value))).hasValueSatisfying(
                reason -> assertThat(reason).doesNotContain("X-Secret").doesNotContain(value));
    }

    @Test
    void takes_ordinary_headers() {
        assertThat(ExtraHeaders.misfit(Map.of("Authorization", "Bearer a~b/c+d==", "X-Empty", "", "Content-Type", "text/x")))
                .isEmpty();
    }
}

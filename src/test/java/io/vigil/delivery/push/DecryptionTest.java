package io.vigil.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

/** The tests' own decryptor opens the example of RFC 8291, 5, with each step of appendix A. */
class DecryptionTest {

    private static final String UA_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    private static final String UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkN"
            + "toIAiw4";
    private static final String AUTH = "BTBZMqHH6r4Tts7J_aSIgg";
    private static final String BODY = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc"
            + "InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    @Test
    void opens_the_example_of_the_rfc() {
        Decryption opened = open(P256.bytes(BODY), P256.bytes(AUTH));

        assertThat(P256.text(opened.ecdhSecret())).isEqualTo("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
        assertThat(P256.text(opened.ikm())).isEqualTo("S4lYMb_L0FxCeq0WhDx813KgSYqU26kOyzWUdsXYyrg");
        assertThat(P256.text(opened.prk())).isEqualTo("09_eUZGrsvxChDCGRCdkLiDXrReGOEVeSCdCcPBSJSc");
        assertThat(P256.text(opened.cek())).isEqualTo("oIhVW04MRdy2XN9CiKLxTg");
        assertThat(P256.text(opened.nonce())).isEqualTo("4h_95klXJ5E_qnoN");
        assertThat(new String(opened.plaintext(), StandardCharsets.UTF_8))
                .isEqualTo("When I grow up, I want to be a watermelon");
    }

    @Test
    void opens_nothing_else() {
        byte[] body = P256.bytes(BODY);
        byte[] otherAuth = P256.bytes(AUTH);
        otherAuth[3] ^= 1;
        byte[] changed = body.clone();
        changed[changed.length - 1] ^= 1;
        byte[] small = body.clone();
        small[18] = 0;
        small[19] = 58;

        assertThatThrownBy(() -> open(body, otherAuth)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open(changed, P256.bytes(AUTH))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open(small, P256.bytes(AUTH))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open(Arrays.copyOf(body, body.length - 1), P256.bytes(AUTH)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Decryption open(byte[] body, byte[] auth) {
        return Decryption.of(body, P256.privateKey(P256.bytes(UA_PRIVATE)), P256.bytes(UA_PUBLIC), auth);
    }
}

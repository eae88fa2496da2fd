package io.vigil.delivery.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.Test;

class ExchangeTest {

    @Test
    void says_of_a_certificate_that_its_time_is_over_or_has_not_come() {
        assertThat(reason(new CertificateException("path",
                new CertPathValidatorException("validity", new CertificateExpiredException("NotAfter: secret")))))
                .isEqualTo("There is no secure connection: the certificate has expired, or is not valid yet");
        assertThat(reason(new CertificateNotYetValidException("NotBefore: secret"))).contains("not valid yet");
    }

    @Test
    void repeats_nothing_that_the_other_side_said() {
        assertThat(reason(new CertificateException("subject CN=secret"))).endsWith("the certificate is not trusted");
        assertThat(reason(new CertificateException())).endsWith("the certificate is not trusted");
        assertThat(reason(new IllegalStateException("secret"))).endsWith("the handshake failed");
        assertThat(reason(null)).endsWith("the handshake failed");
    }

    private static String reason(Throwable cause) {
        Exchange exchange = new Exchange(1);
        exchange.fail(new SSLHandshakeException("secret").initCause(cause));
        return ((Reply.Unanswered) exchange.reply().result()).reason();
    }
}

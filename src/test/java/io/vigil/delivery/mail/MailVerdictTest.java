package io.vigil.delivery.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vertx.ext.mail.SMTPException;
import io.vigil.delivery.Outcome;

/** What is wrong with a mail, and what with the server. */
class MailVerdictTest {

    @ParameterizedTest
    @CsvSource({ "550 Nobody of that name", "553 No", "550 5.1.1 Nobody of that name", "550 5.2.1 Switched off",
            "550 5.0.0 Nobody of that name",
            "554 5.1.1 Nobody of that name", "550-5.1.1 Nobody" })
    void a_recipient_that_is_none_is_given_up(String answer) {
        assertThat(verdict("recipient address not accepted", answer)).isInstanceOf(Outcome.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({ "450 Later", "421 Later", "550 5.7.1 Relaying denied", "550 Relay not permitted",
            "550 5.4.5 Sent enough today", "554 5.7.1 No", "552 5.2.2 Mailbox full", "530 5.7.0 Sign in first",
            "553 5.1.8 Bad sender", "503 No sender" })
    void a_recipient_that_may_be_taken_later_is_tried_again(String answer) {
        assertThat(verdict("recipient address not accepted", answer)).isInstanceOf(Outcome.RetryLater.class);
    }

    @ParameterizedTest
    @CsvSource({ "sending data failed, 554 5.6.0 Not to be read, true", "sending data failed, 550 5.1.1 Nobody, true",
            "DATA command not accepted, 554 5.2.1 Switched off, true", "sending data failed, 554 5.7.1 Looks like spam, false",
            "sending data failed, 554 No, false", "sending data failed, 550 5.4.5 Sent enough today, false",
            "sender address not accepted, 553 No, false", "sender address not accepted, 550 5.1.1 No, false",
            "sender address not accepted, 530 Sign in first, false", "AUTH PLAIN failed, 535 5.7.8 No, false",
            "AUTH LOGIN failed, 504 No, false", "got error response, 554 No, false" })
    void of_all_else_only_what_stands_in_the_mail_is_given_up(String told, String answer, boolean isRefused) {
        Outcome outcome = verdict(told, answer);

        assertThat(outcome).isInstanceOf(isRefused ? Outcome.Refused.class : Outcome.RetryLater.class);
        assertThat(outcome.toString()).contains(told + ": " + answer);
    }

    @Test
    void what_a_server_says_is_kept_as_one_short_line() {
        Outcome outcome = MailVerdict.of(new SMTPException("recipient address", 550,
                List.of("550-No\u0000", "550 " + "x".repeat(1000)), false));

        assertThat(((Outcome.Refused) outcome).reason()).hasSizeLessThan(350).doesNotContain("\n", "\u0000");
    }

    private static Outcome verdict(String told, String answer) {
        return MailVerdict.of(new SMTPException(told, Integer.parseInt(answer.substring(0, 3)), List.of(answer), false));
    }

    @Test
    void the_way_to_the_server_may_be_put_right_and_a_mistake_of_ours_is_no_answer() {
        assertThat(MailVerdict.isOfServer(new ConnectException())).isTrue();
        assertThat(MailVerdict.of(new ConnectException())).isInstanceOf(Outcome.RetryLater.class);
        assertThat(MailVerdict.isOfServer(new NullPointerException())).isFalse();
    }
}

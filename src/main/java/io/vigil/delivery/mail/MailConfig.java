package io.vigil.delivery.mail;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vigil.settings.MailAddresses;

/** Who mail is from. The server that takes it is named by {@code quarkus.mailer.*}. */
@ConfigMapping(prefix = "vigil.delivery.mail")
public interface MailConfig {

    /** The sender's address; answers and bounces go there. Absent means that nothing is mailed. */
    Optional<@Pattern(regexp = MailAddresses.FORM, message = "must be a mail address") String> from();

    /** The longest that handing one mail to the server may take, the wait for a connection included. */
    @WithDefault("30s")
    Duration deadline();
}

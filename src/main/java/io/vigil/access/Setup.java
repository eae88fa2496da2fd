package io.vigil.access;

import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.vigil.access.internal.Passwords;
import io.vigil.access.internal.User;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;

/** Makes the first user, once, whoever asks and however many at a time. There is no default account. */
@Singleton
public class Setup {

    private static final Logger LOG = Logger.getLogger(Setup.class);
    private static final Pattern USERNAME = Pattern.compile("[a-z0-9_]{3,50}");

    private final AccessConfig config;
    private final Passwords passwords;
    private final Clock clock;

    Setup(AccessConfig config, Passwords passwords, Clock clock) {
        this.config = config;
        this.passwords = passwords;
        this.clock = clock;
    }

    void schemaIsThere(@Observes SchemaReady ready) {
        fromEnvironment();
    }

    /**
     * Makes the first user from {@code VIGIL_ACCESS_SETUP_USERNAME} and {@code VIGIL_ACCESS_SETUP_PASSWORD}, if both are set
     * and nobody is there yet. What is wrong with them is logged.
     */
    void fromEnvironment() {
        Optional<String> username = config.setup().username();
        Optional<String> password = config.setup().password();
        if (username.isEmpty() || password.isEmpty()) {
            return;
        }
        try {
            found(username.get(), password.get()).ifPresent(id -> LOG.infof("Made the first user, %s", username.get()));
        } catch (ProblemException e) {
            LOG.errorf("No first user was made from the environment: %s", e.getMessage());
        }
    }

    /** Whether there is a user. */
    boolean isDone() {
        return !SessionContext.session("auth.is-set-up").asReadOnly().within(Budget.REQUEST).call(User::isNobodyThere);
    }

    /** The first user, and the hash under which they may sign in. */
    record Founder(UUID id, String passwordHash) {
    }

    /** Makes the first user; empty if there is a user already. */
    Optional<Founder> found(String username, String password) {
        String name = username.toLowerCase(Locale.ROOT);
        if (!USERNAME.matcher(name).matches()) {
            throw ProblemException.invalid("body", "username", "must be 3 to 50 letters, digits and underscores");
        }
        if (isDone()) {
            return Optional.empty();
        }
        Passwords.requireStrong(password);
        String hash = passwords.hash(password);
        UUID id = User.newId();
        boolean made = SessionContext.session("auth.set-up").within(Budget.REQUEST)
                .call(() -> User.found(id, name, hash, clock.instant()));
        return made ? Optional.of(new Founder(id, hash)) : Optional.empty();
    }
}

package io.vigil.access.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

import io.vigil.access.AccessConfig;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;

/** Hashes passwords with Argon2id and checks them: slow on purpose, so never in a session, and only a few at a time. */
@Singleton
public class Passwords {

    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final Duration BUSY_RETRY = Duration.ofSeconds(5);
    private static final Pattern STRONG = Pattern.compile("(?s)(?=.*\\p{Lu})(?=.*\\d)(?=.*[^\\p{L}\\d\\s]).{8,}");

    private final Argon2Function argon2;
    private final Semaphore turns;
    private final Duration patience;
    private final String nobodys;

    Passwords(AccessConfig config) {
        AccessConfig.Password cost = config.password();
        argon2 = Argon2Function.getInstance(cost.memoryKib(), cost.iterations(), cost.parallelism(), HASH_BYTES, Argon2.ID);
        turns = new Semaphore(cost.concurrent(), true);
        patience = cost.patience();
        nobodys = compute(Secrets.newToken());
    }

    /**
     * Refuses a password that is too easy.
     *
     * @throws ProblemException 400
     */
    public static void requireStrong(String password) {
        if (!STRONG.matcher(password).matches()) {
            throw ProblemException.badRequest("weak_password",
                    "A password needs 8 characters, among them an upper-case letter, a digit and a special character");
        }
    }

    /** The password as it is stored, with its parameters and a salt of its own. */
    public String hash(String password) {
        return inTurn(() -> compute(password));
    }

    /** Whether the password has this hash. Without a hash, for a user that is not there, it costs as much and is false. */
    public boolean matches(String password, String hash) {
        String against = hash == null ? nobodys : hash;
        boolean same = inTurn(() -> Password.check(password, against).with(Argon2Function.getInstanceFromHash(against)));
        return same && hash != null;
    }

    private String compute(String password) {
        return Password.hash(password).addRandomSalt(SALT_BYTES).with(argon2).getResult();
    }

    private <T> T inTurn(Supplier<T> work) {
        SessionContext.requireNone("password-hash");
        try {
            if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable("Too many people sign in at this moment", BUSY_RETRY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("The service is stopping", BUSY_RETRY);
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}

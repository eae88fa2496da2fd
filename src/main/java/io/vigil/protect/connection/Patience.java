package io.vigil.protect.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import io.vigil.protect.ProtectConfig;
import io.vigil.protect.client.ControllerAccess;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.internal.ConnectionState;
import io.vigil.protect.internal.Target;

/**
 * When to try again. Waits double up to a limit and are jittered, so that a controller that comes back is not met by all at
 * once; who was refused stops soon, because controllers lock accounts out; who lost a good connection tries at once, because
 * controllers cut them by the clock.
 */
final class Patience {

    private static final int REFUSALS = 2;

    private final ProtectConfig.Connection config;
    private final boolean hasPassword;
    private int failures;
    private int refusals;

    /**
     * What to do next.
     *
     * @param attemptAt null for no attempt before a person changed something
     */
    record Next(ConnectionState state, Instant attemptAt) {
    }

    /**
     * @param hasPassword whether the stream is opened with a password
     * @param wasRefused whether the last attempt, of another process, was
     */
    Patience(ProtectConfig.Connection config, boolean hasPassword, boolean wasRefused) {
        this.config = config;
        this.hasPassword = hasPassword;
        this.refusals = wasRefused ? 1 : 0;
    }

    /** For that controller. With a key, its stream never touches the account that there may be too. */
    static Patience of(ProtectConfig.Connection config, Target target) {
        ControllerAccess access = target.access();
        return new Patience(config, access != null && access.isPrivate() && !access.isOfficial(),
                target.state() == ConnectionState.REFUSED);
    }

    /** It let us in. */
    void connected() {
        refusals = 0;
    }

    /** A connection is over that lasted so long. */
    Next lost(Duration lasted, Instant now) {
        if (lasted.compareTo(config.goodAfter()) >= 0) {
            failures = 0;
            return new Next(ConnectionState.WAITING, now);
        }
        return later(now);
    }

    /** An attempt failed. */
    Next failed(ControllerException failure, Instant now) {
        refusals = failure.kind() == ControllerException.Kind.REFUSED ? refusals + 1 : 0;
        return switch (failure.kind()) {
            case REFUSED -> hasPassword ? refusedPassword(now) : refusedKey(now);
            case UNTRUSTED -> new Next(ConnectionState.UNTRUSTED, now.plus(config.refusedRetry()));
            case LIMITED -> new Next(ConnectionState.LIMITED, now.plus(limited(failure.retryAfter())));
            default -> later(now);
        };
    }

    private Next refusedPassword(Instant now) {
        return new Next(ConnectionState.REFUSED, refusals < REFUSALS ? now.plus(config.passwordRetry()) : null);
    }

    private Next refusedKey(Instant now) {
        return refusals < REFUSALS ? later(now) : new Next(ConnectionState.REFUSED, now.plus(config.refusedRetry()));
    }

    private Duration limited(Duration asked) {
        Duration least = hasPassword ? config.limitedRetry() : config.backoff();
        return asked == null || asked.compareTo(least) < 0 ? least : asked;
    }

    private Next later(Instant now) {
        Duration longest = config.longestBackoff();
        Duration wait = config.backoff().multipliedBy(1L << Math.min(failures, 20));
        failures++;
        long most = Math.min(wait.toMillis(), longest.toMillis());
        return new Next(ConnectionState.WAITING, now.plusMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1)));
    }
}

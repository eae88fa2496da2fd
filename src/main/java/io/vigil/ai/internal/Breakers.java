package io.vigil.ai.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.vigil.ai.AiConfig;
import io.vigil.ai.internal.Verdict.Failure;

/** One circuit breaker for each provider; a provider that is configured anew starts with a new one. */
@Singleton
public class Breakers {

    private static final Logger LOG = Logger.getLogger(Breakers.class);

    private final Clock clock;
    private final int limit;
    private final Duration pause;
    private final Map<String, Breaker> byName = new ConcurrentHashMap<>();

    Breakers(Clock clock, AiConfig config) {
        this.clock = clock;
        this.limit = config.breaker().failures();
        this.pause = config.breaker().pause();
    }

    /** The one that guards that endpoint now. */
    public Breaker of(String name, Object endpoint) {
        return byName.compute(name, (key, known) -> known != null && known.endpoint.equals(endpoint) ? known
                : new Breaker(name, endpoint));
    }

    /**
     * Lets questions through until so many in a row have failed, then none for a while, then one that tries: if it fails, the
     * pause begins anew.
     */
    public final class Breaker {

        private final String name;
        private final Object endpoint;
        private int failures;
        private Instant openUntil;
        private boolean trying;

        private Breaker(String name, Object endpoint) {
            this.name = name;
            this.endpoint = endpoint;
        }

        /** Whether to ask now; whoever may is to say how it ended. */
        public synchronized boolean admits() {
            boolean admitted = wouldAdmit();
            trying = admitted && openUntil != null || trying;
            return admitted;
        }

        /** The same without asking for a place. */
        synchronized boolean wouldAdmit() {
            return openUntil == null || !trying && left().isZero();
        }

        /** How long nobody is let through. */
        public synchronized Duration left() {
            Duration left = openUntil == null ? Duration.ZERO : Duration.between(clock.instant(), openUntil);
            // A clock that was set back must not keep it open for longer.
            return left.isNegative() || left.compareTo(pause) > 0 ? Duration.ZERO : left;
        }

        /**
         * Takes a failure or, for null, a success into account. What says nothing about the provider only gives the place back.
         */
        public synchronized void note(Failure failure) {
            if (failure != null && failure.then() != Verdict.Then.NEVER) {
                if (Verdict.BUSY.equals(failure.word())) {
                    trying = false;
                } else {
                    failed();
                }
                return;
            }
            if (openUntil != null) {
                LOG.infof("%s answers again", name);
            }
            failures = 0;
            openUntil = null;
            trying = false;
        }

        /** The question failed. */
        public synchronized void failed() {
            failures++;
            trying = false;
            if (failures >= limit) {
                if (openUntil == null) {
                    LOG.warnf("%s failed %d times in a row and is left alone for %s", name, failures, pause);
                }
                openUntil = clock.instant().plus(pause);
            }
        }
    }
}

package io.vigil.system;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionException;

/**
 * Brings the process up without its database: it serves liveness at once, migrates as soon as the database can be reached,
 * with back-off, and opens the gate when the schema is there.
 */
@Singleton
public class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    private final Flyway flyway;
    private final Event<SchemaReady> schemaReady;
    private final ScheduledExecutorService executor;
    private volatile boolean migrated;
    private volatile boolean refused;

    Lifecycle(@FlywayDataSource("migration") Flyway flyway, Event<SchemaReady> schemaReady, ScheduledExecutorService executor) {
        this.flyway = flyway;
        this.schemaReady = schemaReady;
        this.executor = executor;
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        executor.execute(() -> migrate(FIRST_RETRY));
    }

    /** Whether the schema is there. */
    boolean isMigrated() {
        return migrated;
    }

    private void migrate(Duration nextRetry) {
        try {
            flyway.migrate();
            schemaReady.fire(new SchemaReady());
            migrated = true;
        } catch (SessionException.RulesBroken e) {
            LOG.fatal("Vigil refuses to run", e);
            refused = true;
            Quarkus.asyncExit(1);
        } catch (FlywayException | PersistenceException | SessionException e) {
            if (SessionException.isDatabaseUnavailable(e)) {
                LOG.warnf("No database yet (%s); next try in %s", String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                        nextRetry);
            } else {
                LOG.error("The schema cannot be made ready; this needs a person, and is tried again", e);
            }
        } finally {
            if (!migrated && !refused) {
                Duration doubled = nextRetry.multipliedBy(2);
                Duration after = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
                executor.schedule(() -> migrate(after), nextRetry.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}

package io.vigil.system.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.StartupEvent;
import io.vigil.media.MediaStore;
import io.vigil.session.LiveSessions;
import io.vigil.session.LiveSessions.LiveSession;
import io.vigil.system.DatabaseProbe;
import io.vigil.web.Roles;

/** How the process that answers is, over HTTP. The database is asked at most every two seconds, however many ask here. */
@Singleton
@Path("/api/v1/system/health")
public class SystemHealthResource {

    private static final double MILLIS_PER_SECOND = 1_000;

    private final DatabaseProbe database;
    private final MediaStore media;
    private final LiveSessions sessions;
    private final Clock clock;
    private final String version;
    private Instant startedAt;

    SystemHealthResource(DatabaseProbe database, MediaStore media, LiveSessions sessions, Clock clock,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.database = database;
        this.media = media;
        this.sessions = sessions;
        this.clock = clock;
        this.version = version;
        this.startedAt = clock.instant();
    }

    /**
     * What the status page shows; the last three are ours.
     *
     * @param status {@code healthy}, {@code degraded} or {@code unhealthy}
     * @param cameraCount how many cameras are switched on
     * @param uptimeSeconds since the process that answers came up
     * @param reasons why it is not healthy
     * @param liveSessions how many sessions are open in it, this request's not among them
     * @param overdueSessions how many of them for longer than they may; {@code /system/sessions} tells which
     */
    public record View(String status, long cameraCount, double uptimeSeconds, String version, List<String> reasons,
            int liveSessions, long overdueSessions) {
    }

    void start(@Observes StartupEvent event) {
        startedAt = clock.instant();
    }

    @GET
    @RolesAllowed(Roles.USER)
    public View get() {
        DatabaseProbe.Answer answer = database.ask();
        List<LiveSession> live = sessions.list(false);
        long overdue = live.stream().filter(LiveSession::overdue).count();
        Wellbeing wellbeing = Wellbeing.of(answer.reason(), media.isWritable(), media.room(), overdue);
        long uptime = Math.max(0, Duration.between(startedAt, clock.instant()).toMillis());
        return new View(wellbeing.status().name().toLowerCase(Locale.ROOT), answer.cameras(), uptime / MILLIS_PER_SECOND,
                version, wellbeing.reasons(), live.size(), overdue);
    }
}

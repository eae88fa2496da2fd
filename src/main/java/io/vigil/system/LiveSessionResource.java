package io.vigil.system;

import java.util.List;
import java.util.Locale;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import io.smallrye.common.annotation.NonBlocking;
import io.vigil.session.LiveSessions;
import io.vigil.session.LiveSessions.LiveSession;
import io.vigil.web.Roles;

/** The sessions that are open now in this process. */
@Path("/api/v1/system/sessions")
public class LiveSessionResource {

    private final LiveSessions sessions;

    LiveSessionResource(LiveSessions sessions) {
        this.sessions = sessions;
    }

    /** The oldest first. */
    public record Page(List<LiveSessionView> sessions, int total) {
    }

    /**
     * One open session.
     *
     * @param state {@code waiting_for_connection}, {@code in_statement}, {@code idle_with_connection} or
     *        {@code idle_without_connection}
     * @param stack where its thread is, the innermost call first; null if not asked for
     */
    public record LiveSessionView(String name, String thread, long ageMs, long budgetMs, boolean overdue, String state,
            int statements, boolean readOnly, List<String> stack) {

        private static LiveSessionView of(LiveSession session, boolean withStack) {
            return new LiveSessionView(session.name(), session.thread(), session.age().toMillis(),
                    session.budget().toMillis(), session.overdue(), session.state().name().toLowerCase(Locale.ROOT),
                    session.statements(), session.readOnly(), withStack ? session.stack() : null);
        }
    }

    /** On the event loop, because all workers may wait for connections when somebody asks why. */
    @GET
    @NonBlocking
    @RolesAllowed(Roles.ADMIN)
    public Page list(@QueryParam("stacks") boolean stacks) {
        List<LiveSessionView> views = sessions.list(stacks).stream().map(session -> LiveSessionView.of(session, stacks))
                .toList();
        return new Page(views, views.size());
    }
}

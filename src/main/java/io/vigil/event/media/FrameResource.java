package io.vigil.event.media;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;

import io.vigil.event.internal.EventFrames;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** The frames that were taken out of an event's clip. */
@jakarta.ws.rs.Path("/api/v1/events/{id}/frames")
public class FrameResource {

    private static final String FOR_A_DAY = "private, max-age=86400";

    private final MediaStore media;

    FrameResource(MediaStore media) {
        this.media = media;
    }

    @GET
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public FrameView.All list(@RestPath UUID id) {
        return EventFrames.all(SessionContext.current(), id).orElseThrow(() -> ProblemException.notFound("event", id));
    }

    /** One of them, by its number. */
    @GET
    @jakarta.ws.rs.Path("/{number}")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    public Response get(@RestPath UUID id, @RestPath int number) {
        Optional<String> name = SessionContext.session("frame.get").asReadOnly().within(Budget.REQUEST)
                .call(db -> EventFrames.file(db, id, number));
        Path frame = name.flatMap(MediaFile::named).flatMap(media::find)
                .orElseThrow(() -> ProblemException.notFound("frame", number + " of event " + id));
        return Response.ok(frame, MediaType.JPEG.contentType()).header(HttpHeaders.CACHE_CONTROL, FOR_A_DAY)
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline").build();
    }
}

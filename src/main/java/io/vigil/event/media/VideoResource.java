package io.vigil.event.media;

import java.nio.file.Path;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;

import org.jboss.resteasy.reactive.PathPart;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;

import io.vertx.ext.web.RoutingContext;
import io.vigil.event.internal.EventStore;
import io.vigil.event.internal.EventStore.Media;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** The clips of events, whole or by ranges of bytes. */
@jakarta.ws.rs.Path("/api/v1/events/{id}/video")
public class VideoResource {

    private static final String ACCEPT_RANGES = "Accept-Ranges";
    private static final String CONTENT_RANGE = "Content-Range";

    private final MediaStore media;

    VideoResource(MediaStore media) {
        this.media = media;
    }

    /**
     * The clip, or one range of its bytes; several ranges are answered with the whole (RFC 9110, section 14.2).
     *
     * @param ifRange the entity tag for which the range is meant; another one gets the whole
     */
    @GET
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    public Response get(@RestPath UUID id, @RestHeader("Range") String range, @RestHeader("If-Range") String ifRange,
            @Context Request request, @Context RoutingContext exchange) {
        MediaFile clip = clip(id);
        Path file = file(clip, id);
        EntityTag tag = new EntityTag(clip.id().toString());
        ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return unchanged.build();
        }
        long length = file.toFile().length();
        boolean mayBePart = "GET".equals(request.getMethod())
                && (ifRange == null || ifRange.equals('"' + tag.getValue() + '"'));
        ByteRange part = mayBePart ? ByteRange.of(range, length) : null;
        if (part == null) {
            return mp4(file, new ByteRange(0, length), 200).tag(tag).build();
        }
        if (part.count() == 0) {
            exchange.response().putHeader(CONTENT_RANGE, "bytes */" + length);
            throw ProblemException.rangeNotSatisfiable("The video has " + length + " bytes");
        }
        return mp4(file, part, 206).tag(tag).header(CONTENT_RANGE, part.header(length)).build();
    }

    /** The clip, to be saved as a file. */
    @GET
    @jakarta.ws.rs.Path("/download")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    public Response download(@RestPath UUID id) {
        Path file = file(clip(id), id);
        return mp4(file, new ByteRange(0, file.toFile().length()), 200)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"vigil-event-" + id + ".mp4\"").build();
    }

    private static MediaFile clip(UUID id) {
        return SessionContext.session("video.find").asReadOnly().within(Budget.REQUEST)
                .call(db -> EventStore.ofEvent(db, id)).map(Media::clip).flatMap(MediaFile::named)
                .orElseThrow(() -> ProblemException.notFound("video of event", id));
    }

    private Path file(MediaFile clip, UUID id) {
        return media.find(clip).orElseThrow(() -> ProblemException.notFound("video of event", id));
    }

    /**
     * The framework has a way with ranges of its own for whole files, so even the whole is told as a part; HEAD needs a length.
     */
    private static ResponseBuilder mp4(Path file, ByteRange part, int status) {
        return Response.status(status).entity(new PathPart(file, part.first(), part.count()))
                .type(MediaType.MP4.contentType()).header(ACCEPT_RANGES, "bytes")
                .header(HttpHeaders.CONTENT_LENGTH, part.count());
    }
}

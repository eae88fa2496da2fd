package io.vigil.event;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;

import io.vigil.event.internal.EventStore;
import io.vigil.event.internal.EventStore.Media;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Thumbnails, by event and by the path that events tell. The bytes go out without a session. */
@jakarta.ws.rs.Path("/api/v1")
class ThumbnailResource {

    private static final String FOR_A_DAY = "private, max-age=86400";

    private final MediaStore media;

    ThumbnailResource(MediaStore media) {
        this.media = media;
    }

    @GET
    @jakarta.ws.rs.Path("/events/{id}/thumbnail")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    Response ofEvent(@RestPath UUID id) {
        Optional<Media> names = SessionContext.session("event.thumbnail").asReadOnly().within(Budget.REQUEST)
                .call(db -> EventStore.ofEvent(db, id));
        String thumbnail = names.orElseThrow(() -> ProblemException.notFound("event", id)).thumbnail();
        return jpeg(thumbnail == null ? Optional.empty() : media.find(MediaFile.parse(thumbnail)), "event " + id);
    }

    /** The date is only there because clients expect it in the path; the file's name is an id of ours and enough. */
    @GET
    @jakarta.ws.rs.Path("/thumbnails/{date}/{file}")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    Response byPath(@RestPath String date, @RestPath String file) {
        try {
            LocalDate.parse(date);
            MediaFile thumbnail = MediaFile.parse(file);
            return jpeg(thumbnail.type() == MediaType.JPEG ? media.find(thumbnail) : Optional.empty(), file);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw ProblemException.notFound("thumbnail", "of that name");
        }
    }

    private static Response jpeg(Optional<Path> path, String of) {
        Path found = path.orElseThrow(() -> ProblemException.notFound("thumbnail of", of));
        return Response.ok(found, MediaType.JPEG.contentType()).header(HttpHeaders.CACHE_CONTROL, FOR_A_DAY).build();
    }
}

package io.vigil.event.media;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;

import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Thumbnails by the path that events tell; it names a file of the media store, so no session is needed. */
@jakarta.ws.rs.Path("/api/v1/thumbnails/{date}/{file}")
public class ThumbnailResource {

    private static final String FOR_A_DAY = "private, max-age=86400";

    private final MediaStore media;

    ThumbnailResource(MediaStore media) {
        this.media = media;
    }

    /** The date is only there because clients expect it in the path; the file's name is an id of ours and enough. */
    @GET
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    public Response byPath(@RestPath String date, @RestPath String file) {
        try {
            LocalDate.parse(date);
            MediaFile thumbnail = MediaFile.parse(file);
            return jpeg(thumbnail.type() == MediaType.JPEG ? media.find(thumbnail) : Optional.empty(), file);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw ProblemException.notFound("thumbnail", "of such a name");
        }
    }

    /** The picture, or 404 where there is none; the name is what was asked for. */
    public static Response jpeg(Optional<Path> thumbnail, Object name) {
        Path found = thumbnail.orElseThrow(() -> ProblemException.notFound("thumbnail", name));
        return Response.ok(found, MediaType.JPEG.contentType()).header(HttpHeaders.CACHE_CONTROL, FOR_A_DAY).build();
    }
}

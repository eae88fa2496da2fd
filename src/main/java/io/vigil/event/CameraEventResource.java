package io.vigil.event;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.multipart.FileUpload;

import io.vigil.event.EventIngest.Detection;
import io.vigil.event.EventIngest.Received;
import io.vigil.web.BodyLimit;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;
import io.vigil.web.Times;

/** What cameras upload: the event, its picture and perhaps a clip, as a form. */
@jakarta.ws.rs.Path("/api/v1/cameras/{id}/events")
public class CameraEventResource {

    private static final long LARGEST_SNAPSHOT = 20L << 20;
    private static final long LARGEST_CLIP = 200L << 20;
    private static final long FORM_FIELDS = 1L << 20;

    private final EventIngest ingest;

    CameraEventResource(EventIngest ingest) {
        this.ingest = ingest;
    }

    /** A camera's upload is as large as its files may be together. */
    @Produces
    @Singleton
    static BodyLimit uploadLimit() {
        return new BodyLimit("An upload", Pattern.compile("/api/v1/cameras/[^/]+/events/?"),
                LARGEST_SNAPSHOT + LARGEST_CLIP + FORM_FIELDS);
    }

    /**
     * Receives what a camera saw: 202 once it is stored, 200 for a repeat of the same {@code external_id}. A full media disk
     * costs its files and not the event; 507 only where there is no room even to read them.
     *
     * @param externalId the camera's own id of the event, unique for the camera
     * @param kind motion, person, vehicle, package, animal, ring or audio
     * @param occurredAt ISO 8601
     * @param snapshot JPEG or PNG, up to 20 MiB; only a sound may come without
     * @param clip MP4, up to 200 MiB, optional
     */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed({ Roles.USER, Roles.WRITE_EVENTS })
    public Response receive(@RestPath UUID id, @RestForm("external_id") String externalId, @RestForm String kind,
            @RestForm("occurred_at") String occurredAt, @RestForm FileUpload snapshot, @RestForm FileUpload clip) {
        EventKind seen = kind(kind);
        if (snapshot == null && seen != EventKind.AUDIO) {
            throw ProblemException.invalid("body", "snapshot", "a JPEG or PNG file is needed");
        }
        Received received = ingest
                .receive(new Detection(id, EventResource.source(id), externalId(externalId), seen, time(occurredAt), null,
                        file("snapshot", snapshot, LARGEST_SNAPSHOT), file("clip", clip, LARGEST_CLIP)));
        return EventResource.answer(received, 202);
    }

    private static EventKind kind(String word) {
        try {
            return EventKind.of(word == null ? "" : word);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("body", "kind",
                    "must be one of motion, person, vehicle, package, animal, ring, audio");
        }
    }

    private static String externalId(String text) {
        if (text == null || text.isBlank() || text.length() > 255) {
            throw ProblemException.invalid("body", "external_id", "1 to 255 characters are needed");
        }
        return text;
    }

    private static Instant time(String text) {
        try {
            return Times.parse(text == null ? "" : text);
        } catch (DateTimeException e) {
            throw ProblemException.invalid("body", "occurred_at", "must be an ISO 8601 time");
        }
    }

    private static Path file(String name, FileUpload upload, long limit) {
        if (upload == null) {
            return null;
        }
        if (upload.size() > limit) {
            throw ProblemException.tooLarge("A " + name, limit);
        }
        return upload.uploadedFile();
    }
}

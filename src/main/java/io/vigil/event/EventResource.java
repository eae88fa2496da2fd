package io.vigil.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.multipart.FileUpload;

import io.vigil.event.EventIngest.Detection;
import io.vigil.event.EventIngest.Received;
import io.vigil.event.internal.EventQuery;
import io.vigil.event.internal.EventRemoval;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.BodyLimit;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;
import io.vigil.web.Times;

/** Events over HTTP: received from cameras and clients, listed, read and deleted. */
@jakarta.ws.rs.Path("/api/v1")
public class EventResource {

    private static final long LARGEST_SNAPSHOT = 20L << 20;
    private static final long LARGEST_CLIP = 200L << 20;
    private static final long FORM_FIELDS = 1L << 20;

    private final EventIngest ingest;
    private final EventRemoval removal;
    private final Clock clock;

    EventResource(EventIngest ingest, EventRemoval removal, Clock clock) {
        this.ingest = ingest;
        this.removal = removal;
        this.clock = clock;
    }

    /** A camera's upload is as large as its files may be together. */
    @Produces
    @Singleton
    static BodyLimit uploadLimit() {
        return new BodyLimit("An upload", Pattern.compile("/api/v1/cameras/[^/]+/events/?"),
                LARGEST_SNAPSHOT + LARGEST_CLIP + FORM_FIELDS);
    }

    /**
     * Receives what a camera saw: 202 once it is stored, 200 for a repeat of the same {@code external_id}.
     *
     * @param externalId the camera's own id of the event, unique for the camera
     * @param kind motion, person, vehicle, package, animal, ring or audio
     * @param occurredAt ISO 8601
     * @param snapshot JPEG or PNG, up to 20 MiB; only a sound may come without
     * @param clip MP4, up to 200 MiB, optional
     */
    @POST
    @jakarta.ws.rs.Path("/cameras/{id}/events")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed({ Roles.USER, Roles.WRITE_EVENTS })
    public Response receive(@RestPath UUID id, @RestForm("external_id") String externalId, @RestForm String kind,
            @RestForm("occurred_at") String occurredAt, @RestForm FileUpload snapshot, @RestForm FileUpload clip) {
        EventKind seen = kind(kind);
        if (snapshot == null && seen != EventKind.AUDIO) {
            throw ProblemException.invalid("body", "snapshot", "a JPEG or PNG file is needed");
        }
        Received received = ingest.receive(new Detection(id, source(id), externalId(externalId), seen, time(occurredAt), null,
                file("snapshot", snapshot, LARGEST_SNAPSHOT), file("clip", clip, LARGEST_CLIP)));
        return answer(received, 202);
    }

    /**
     * Receives an event as JSON: 201 with a description, 202 without one, which queues it for one; 200 for a repeat.
     *
     * @param idempotencyKey the client's own id of the event, where the body has none
     */
    @POST
    @jakarta.ws.rs.Path("/events")
    @RolesAllowed({ Roles.USER, Roles.WRITE_EVENTS })
    public Response add(@NotNull @Valid NewEvent event, @RestHeader("Idempotency-Key") String idempotencyKey) {
        String externalId = event.externalId() == null ? idempotencyKey : event.externalId();
        Path picture = event.thumbnailBase64() == null ? null : decode(event.thumbnailBase64());
        try {
            Received received = ingest.receive(new Detection(event.cameraId(), source(event.cameraId()), externalId,
                    event.kind(), event.timestamp(), event, picture, null));
            return answer(received, event.description() == null ? 202 : 201);
        } finally {
            deleteIfThere(picture);
        }
    }

    @GET
    @jakarta.ws.rs.Path("/events")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public EventPage list(@Valid @BeanParam EventFilter filter) {
        return EventQuery.page(SessionContext.current(), filter, clock.instant());
    }

    @GET
    @jakarta.ws.rs.Path("/events/{id}")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public EventView get(@RestPath UUID id) {
        Optional<EventView> event = EventQuery.byId(SessionContext.current(), id);
        return event.orElseThrow(() -> ProblemException.notFound("event", id));
    }

    @DELETE
    @jakarta.ws.rs.Path("/events/{id}")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public void delete(@RestPath UUID id) {
        if (!removal.remove(id)) {
            throw ProblemException.notFound("event", id);
        }
    }

    private static Response answer(Received received, int status) {
        return Response.status(received.isNew() ? status : 200)
                .location(URI.create("/api/v1/events/" + received.event().id())).entity(received.event()).build();
    }

    /** Both ways in share the key, so that one event reported by both is one event. */
    private static String source(UUID cameraId) {
        return "http:" + cameraId;
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

    private static Path decode(String base64) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64.replaceFirst("^data:[^,]*,", ""));
            return Files.write(Files.createTempFile("vigil-picture", null), bytes);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("bad_image", "thumbnail_base64 is not base64");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteIfThere(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

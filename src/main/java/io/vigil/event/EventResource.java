package io.vigil.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;

import io.vigil.event.EventIngest.Detection;
import io.vigil.event.EventIngest.Received;
import io.vigil.event.internal.EventQuery;
import io.vigil.event.internal.EventRemoval;
import io.vigil.event.internal.EventStore;
import io.vigil.event.internal.EventStore.Media;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Events over HTTP: reported by clients as JSON, listed, read and deleted. Cameras upload to {@link CameraEventResource}. */
@jakarta.ws.rs.Path("/api/v1/events")
public class EventResource {

    private final EventIngest ingest;
    private final EventRemoval removal;
    private final MediaStore media;
    private final Clock clock;

    EventResource(EventIngest ingest, EventRemoval removal, MediaStore media, Clock clock) {
        this.ingest = ingest;
        this.removal = removal;
        this.media = media;
        this.clock = clock;
    }

    /**
     * Receives an event as JSON: 201 with a description, 202 without one, which queues it for one; 200 for a repeat.
     *
     * @param idempotencyKey the client's own id of the event, where the body has none
     */
    @POST
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
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public EventView.Page list(@Valid @BeanParam EventFilter filter) {
        return EventQuery.page(SessionContext.current(), filter, clock.instant());
    }

    @GET
    @jakarta.ws.rs.Path("/{id}")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public EventView get(@RestPath UUID id) {
        Optional<EventView> event = EventQuery.byId(SessionContext.current(), id);
        return event.orElseThrow(() -> ProblemException.notFound("event", id));
    }

    /** The thumbnail; its bytes go out without a session. */
    @GET
    @jakarta.ws.rs.Path("/{id}/thumbnail")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    public Response thumbnail(@RestPath UUID id) {
        Optional<Media> files = SessionContext.session("event.thumbnail").asReadOnly().within(Budget.REQUEST)
                .call(db -> EventStore.ofEvent(db, id));
        Optional<String> name = files.map(Media::thumbnail);
        return ThumbnailResource.jpeg(name.flatMap(thumbnail -> media.find(MediaFile.parse(thumbnail))));
    }

    @DELETE
    @jakarta.ws.rs.Path("/{id}")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public void delete(@RestPath UUID id) {
        if (!removal.remove(id)) {
            throw ProblemException.notFound("event", id);
        }
    }

    static Response answer(Received received, int status) {
        return Response.status(received.isNew() ? status : 200)
                .location(URI.create("/api/v1/events/" + received.event().id())).entity(received.event()).build();
    }

    /** Both ways in share the key, so that one event reported by both is one event. */
    static String source(UUID cameraId) {
        return "http:" + cameraId;
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

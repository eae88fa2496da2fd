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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
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
import io.vigil.event.internal.EventQuery.Severities;
import io.vigil.event.internal.EventRemoval;
import io.vigil.event.internal.EventStore;
import io.vigil.event.internal.EventStore.Media;
import io.vigil.event.media.ThumbnailResource;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Events over HTTP: reported by clients as JSON, listed, read and deleted. Cameras upload to {@link CameraEventResource}. */
@jakarta.ws.rs.Path("/api/v1/events")
public class EventResource {

    /** As {@link EventView#thumbnailPath} has it. */
    private static final Pattern THUMBNAIL_PATH = Pattern
            .compile("/api/v1/thumbnails/\\d{4}-\\d{2}-\\d{2}/(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\.jpg)");

    private final EventIngest ingest;
    private final EventRemoval removal;
    private final MediaStore media;
    private final Settings settings;
    private final Clock clock;

    EventResource(EventIngest ingest, EventRemoval removal, MediaStore media, Settings settings, Clock clock) {
        this.ingest = ingest;
        this.removal = removal;
        this.media = media;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Receives an event as JSON: 201 with a description, 202 without one, which queues it for one; 200 for a repeat.
     *
     * @param idempotencyKey the client's own id of the event, where the body has none
     */
    @POST
    @RolesAllowed({ Roles.USER, Roles.WRITE_EVENTS })
    public Response add(@NotNull @Valid NewEvent event,
            @RestHeader("Idempotency-Key") @Size(min = 1, max = 255) String idempotencyKey) {
        String externalId = event.externalId() == null ? idempotencyKey : event.externalId();
        Path picture = picture(event);
        try {
            Received received = ingest.receive(new Detection(event.cameraId(), source(event.cameraId()), externalId,
                    event.kind(), event.timestamp(), event, picture, null));
            return answer(received, event.description() == null ? 202 : 201);
        } catch (ProblemException e) {
            boolean ofPicture = picture != null && (e.status() == 415 || e.status() == 422);
            throw ofPicture ? ProblemException.badRequest("bad_image", e.getMessage()) : e;
        } finally {
            deleteIfThere(picture);
        }
    }

    @GET
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public EventView.Page list(@Valid @BeanParam EventFilter filter) {
        Severities severities = filter.severities().isEmpty() ? null
                : new Severities(settings.get(SettingKey.ANOMALY_LOW_THRESHOLD),
                        settings.get(SettingKey.ANOMALY_HIGH_THRESHOLD));
        return EventQuery.page(SessionContext.current(), filter, severities, clock.instant());
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
        return ThumbnailResource.jpeg(name.flatMap(MediaFile::named).flatMap(media::find), "of event " + id);
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

    /** A copy of what the client sent or named, for the event to keep; null if it did neither. */
    private Path picture(NewEvent event) {
        if (event.thumbnailBase64() != null) {
            return copy(decode(event.thumbnailBase64()));
        }
        if (event.thumbnailPath() == null) {
            return null;
        }
        Matcher path = THUMBNAIL_PATH.matcher(event.thumbnailPath());
        Optional<byte[]> named = path.matches() ? media.read(MediaFile.parse(path.group(1))) : Optional.empty();
        return copy(named.orElseThrow(
                () -> ProblemException.invalid("body", "thumbnail_path", "must be the thumbnail_path of an event")));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64.replaceFirst("^data:[^,]*,", "").replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("bad_image", "thumbnail_base64 is not base64");
        }
    }

    private static Path copy(byte[] bytes) {
        Path copy = null;
        try {
            copy = Files.createTempFile("vigil-picture", null);
            return Files.write(copy, bytes);
        } catch (IOException e) {
            deleteIfThere(copy);
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

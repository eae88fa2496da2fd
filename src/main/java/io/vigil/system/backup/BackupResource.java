package io.vigil.system.backup;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
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
import io.vigil.event.media.ByteRange;
import io.vigil.system.backup.BackupFolder.Kept;
import io.vigil.system.progress.ClaimLost;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Backups over HTTP: made, listed, fetched and removed. */
@Path("/api/v1/system/backup")
public class BackupResource {

    private static final String CONTENT_RANGE = "Content-Range";

    private final Backups backups;
    private final BackupFolder folder;
    private final BackupConfig config;

    BackupResource(Backups backups, BackupFolder folder, BackupConfig config) {
        this.backups = backups;
        this.folder = folder;
        this.config = config;
    }

    /** A backup that was just made. */
    public record Made(boolean success, String timestamp, long sizeBytes, String downloadUrl, String message,
            long databaseSizeBytes, long thumbnailsCount, long thumbnailsSizeBytes, int settingsCount) {

        private static Made of(Kept kept, long largestUpload) {
            String message = kept.bytes() <= largestUpload ? "The backup is made"
                    : "The backup is made; to restore it, vigil.backup.largest-upload has to be larger than it is";
            return new Made(true, kept.manifest().timestamp(), kept.bytes(), url(kept), message,
                    kept.manifest().databaseBytes(), kept.manifest().media().files(), kept.manifest().media().bytes(),
                    kept.manifest().settingsCount());
        }
    }

    /** A backup that is there. */
    public record Listed(String timestamp, long sizeBytes, Instant createdAt, String appVersion, long databaseSizeBytes,
            long thumbnailsCount, String downloadUrl) {

        private static Listed of(Kept kept) {
            return new Listed(kept.manifest().timestamp(), kept.bytes(), kept.manifest().createdAt(),
                    kept.manifest().appVersion(), kept.manifest().databaseBytes(), kept.manifest().media().files(), url(kept));
        }
    }

    /** All of them, the one made last first. */
    public record All(List<Listed> backups, int totalCount) {
    }

    /** What was done. */
    public record Done(String message) {
    }

    private static String url(Kept kept) {
        return "/api/v1/system/backup/" + kept.manifest().timestamp() + "/download";
    }

    /** Makes one now, and answers when it is there: 409 while other work is under way, 507 without room. */
    @POST
    @RolesAllowed(Roles.ADMIN)
    public Made make(Choice choice) throws IOException {
        try {
            return backups.make(choice == null ? Choice.ALL : choice)
                    .map(kept -> Made.of(kept, config.largestUpload().asLongValue())).orElseThrow(
                            () -> ProblemException.conflict("A backup, a restore or a wipe is under way"));
        } catch (ClaimLost e) {
            throw ProblemException.conflict("Another process took the work over; nothing was kept");
        } catch (IOException e) {
            throw Disk.problem(e, "for the backup");
        }
    }

    @GET
    @Path("/list")
    @RolesAllowed(Roles.ADMIN)
    public All list() throws IOException {
        List<Listed> listed = folder.list().stream().map(Listed::of).toList();
        return new All(listed, listed.size());
    }

    /** The file, whole or one range of its bytes; several ranges are answered with the whole (RFC 9110, section 14.2). */
    @GET
    @Path("/{timestamp}/download")
    @RolesAllowed(Roles.ADMIN)
    public Response download(@RestPath String timestamp, @RestHeader("Range") String range,
            @RestHeader("If-Range") String ifRange, @Context Request request, @Context RoutingContext exchange)
            throws IOException {
        Kept kept = folder.find(timestamp).orElseThrow(() -> notFound(timestamp));
        EntityTag tag = new EntityTag(kept.manifest().timestamp());
        boolean mayBePart = "GET".equals(request.getMethod())
                && (ifRange == null || ifRange.equals('"' + tag.getValue() + '"'));
        ByteRange part = mayBePart ? ByteRange.of(range, kept.bytes()) : null;
        if (part == null) {
            return zip(kept, new ByteRange(0, kept.bytes()), 200).tag(tag).build();
        }
        if (part.count() == 0) {
            exchange.response().putHeader(CONTENT_RANGE, "bytes */" + kept.bytes());
            throw ProblemException.rangeNotSatisfiable("The backup has " + kept.bytes() + " bytes");
        }
        return zip(kept, part, 206).tag(tag).header(CONTENT_RANGE, part.header(kept.bytes())).build();
    }

    private static ResponseBuilder zip(Kept kept, ByteRange part, int status) {
        return Response.status(status).entity(new PathPart(kept.file(), part.first(), part.count())).type("application/zip")
                .header("Accept-Ranges", "bytes").header(HttpHeaders.CONTENT_LENGTH, part.count())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + kept.file().getFileName() + '"');
    }

    @DELETE
    @Path("/{timestamp}")
    @RolesAllowed(Roles.ADMIN)
    public Done delete(@RestPath String timestamp) throws IOException {
        if (!folder.delete(timestamp)) {
            throw notFound(timestamp);
        }
        return new Done("The backup is deleted");
    }

    private static ProblemException notFound(String timestamp) {
        return ProblemException.notFound("backup", timestamp.matches("[0-9-]{1,40}") ? timestamp : "of such a name");
    }
}

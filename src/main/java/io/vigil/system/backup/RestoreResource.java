package io.vigil.system.backup;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vigil.system.backup.archive.NotABackup;
import io.vigil.system.backup.restore.Parts;
import io.vigil.system.backup.restore.Restore;
import io.vigil.system.backup.restore.Restore.Restored;
import io.vigil.system.progress.ClaimLost;
import io.vigil.web.BodyLimit;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Uploaded backups, restored. */
@Path("/api/v1/system/restore")
public class RestoreResource {

    private static final String RESTORE = "/api/v1/system/restore";
    private static final String BEGAN = "vigil.restore.began";
    /** Before any of the body is read. */
    private static final int FIRST = -800;

    private final Restore restore;
    private final Clock clock;

    RestoreResource(Restore restore, Clock clock) {
        this.restore = restore;
        this.clock = clock;
    }

    /** An uploaded backup is as large as this. */
    @Produces
    @Singleton
    static BodyLimit uploadLimit(BackupConfig config) {
        return new BodyLimit("A backup", Pattern.compile("/api/v1/system/(restore|backup/validate)/?"),
                config.largestUpload().asLongValue());
    }

    /** Remembers when a restore was asked for: an upload takes a while, and events go on to arrive. */
    @Singleton
    static class Beginning {

        private final Clock clock;

        Beginning(Clock clock) {
            this.clock = clock;
        }

        void register(@Observes Router router) {
            router.post(RESTORE).order(FIRST).handler(request -> {
                request.put(BEGAN, clock.instant());
                request.next();
            });
        }
    }

    /** What was restored. */
    public record Outcome(boolean success, String message, long eventsRestored, int settingsRestored, long thumbnailsRestored,
            List<String> warnings) {
    }

    /**
     * Restores the file, and answers when that is done: 400 if it cannot be, 409 while a backup or a restore is under way, 507
     * without room for its media.
     */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.ADMIN)
    public Outcome restore(@RestForm FileUpload file, @RestForm("restore_database") String database,
            @RestForm("restore_thumbnails") String thumbnails, @RestForm("restore_settings") String settings,
            @Context RoutingContext exchange) throws IOException {
        Parts parts = new Parts(flag("restore_database", database), flag("restore_thumbnails", thumbnails),
                flag("restore_settings", settings));
        Instant began = exchange.get(BEGAN);
        try {
            Restored restored = restore.restore(required(file), parts, began == null ? clock.instant() : began)
                    .orElseThrow(() -> ProblemException.conflict("A backup, a restore or a wipe is under way"));
            return new Outcome(true, "The backup is restored", restored.events(), restored.settings(), restored.files(),
                    restored.warnings());
        } catch (ClaimLost e) {
            throw ProblemException.conflict("Another process took the work over; nothing was restored");
        } catch (NotABackup e) {
            throw ProblemException.badRequest("not_a_backup", e.getMessage());
        } catch (IOException e) {
            throw Disk.problem(e, "for the media of the backup");
        }
    }

    static java.nio.file.Path required(FileUpload file) {
        if (file == null) {
            throw ProblemException.invalid("body", "file", "a backup is needed");
        }
        return file.uploadedFile();
    }

    private static boolean flag(String name, String text) {
        if (text == null || text.equalsIgnoreCase("true") || text.equals("1")) {
            return true;
        }
        if (text.equalsIgnoreCase("false") || text.equals("0")) {
            return false;
        }
        throw ProblemException.invalid("body", name, "must be true or false");
    }
}

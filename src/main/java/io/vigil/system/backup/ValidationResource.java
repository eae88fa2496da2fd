package io.vigil.system.backup;

import java.io.IOException;
import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.Manifest;
import io.vigil.system.backup.archive.NotABackup;
import io.vigil.system.backup.restore.Restore;
import io.vigil.system.backup.restore.Restore.Checked;
import io.vigil.web.Roles;

/** Uploaded backups, only looked at. */
@Path("/api/v1/system/backup/validate")
public class ValidationResource {

    private final Restore restore;

    ValidationResource(Restore restore) {
        this.restore = restore;
    }

    /** What is in a backup. */
    public record Contents(boolean hasDatabase, boolean hasThumbnails, boolean hasSettings, long databaseSizeBytes,
            long thumbnailsCount, int settingsCount) {

        private static Contents of(Manifest manifest) {
            return new Contents(manifest.rows(BackupTable.EVENT).isPresent(), manifest.media().files() > 0,
                    manifest.rows(BackupTable.SETTING).isPresent(), manifest.databaseBytes(), manifest.media().files(),
                    manifest.settingsCount());
        }
    }

    /** What a file is; all but the first two are missing where it is no backup. */
    public record Validation(boolean valid, String message, String appVersion, String backupTimestamp, List<String> warnings,
            Contents contents) {
    }

    /** Reads the file and changes nothing; what is no backup is no error. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.ADMIN)
    public Validation validate(@RestForm FileUpload file) throws IOException {
        try {
            Checked checked = restore.check(RestoreResource.required(file));
            Manifest manifest = checked.manifest();
            return new Validation(true, "This backup can be restored", manifest.appVersion(), manifest.timestamp(),
                    checked.warnings(), Contents.of(manifest));
        } catch (NotABackup e) {
            return new Validation(false, e.getMessage(), null, null, List.of(), null);
        }
    }
}

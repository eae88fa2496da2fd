package io.vigil.system.backup;

import java.nio.file.Path;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;

/** Where backups are kept, and how large one may come back. */
@ConfigMapping(prefix = "vigil.backup")
public interface BackupConfig {

    /** The folder, made when missing. Replicas share it. */
    Path directory();

    /** How large a backup may be that is uploaded to be restored or validated; what forms may have besides is little. */
    MemorySize largestUpload();
}

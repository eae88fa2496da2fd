package io.vigil.system.backup;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;

/** Where backups are kept. */
@ConfigMapping(prefix = "vigil.backup")
public interface BackupConfig {

    /** The folder, made when missing. Replicas share it. */
    Path directory();
}

package io.vigil.settings;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;

/** Where this process keeps what does not belong into the database. */
@ConfigMapping(prefix = "vigil.data")
public interface DataConfig {

    /** The folder, made when missing. Replicas share it. */
    Path directory();
}

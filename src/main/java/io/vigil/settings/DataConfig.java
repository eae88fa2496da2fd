package io.vigil.settings;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;

/** Where dev and test keep the secret key that they make; production is given one and keeps nothing here. */
@ConfigMapping(prefix = "vigil.data")
public interface DataConfig {

    /** The folder, made when missing. */
    Path directory();
}

package io.vigil.web.forms;

import java.nio.file.Path;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where forms with files are read to while the media disk has no room for them. */
@ConfigMapping(prefix = "vigil.forms")
public interface FormsConfig {

    /** A folder on another disk, which may be one in memory. */
    @WithDefault("${java.io.tmpdir}")
    Path overflowDirectory();

    /** What may lie there at once; a form that does not fit is answered with 507. */
    @WithDefault("128M")
    MemorySize overflow();
}

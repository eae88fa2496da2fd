package io.vigil.halves;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of events and of what brings them. */
@Suite
@SelectPackages({ "io.vigil.event", "io.vigil.protect", "io.vigil.media", "io.vigil.camera", "io.vigil.ai", "io.vigil.house",
        "io.vigil.summary" })
@IncludeClassNamePatterns(".*Test")
class FirstHalf {
}

package io.vigil.halves;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All other tests. */
@Suite
@SelectPackages("io.vigil")
@ExcludePackages({ "io.vigil.event", "io.vigil.protect", "io.vigil.media", "io.vigil.camera", "io.vigil.ai", "io.vigil.house",
        "io.vigil.summary" })
@IncludeClassNamePatterns(".*Test")
class SecondHalf {
}

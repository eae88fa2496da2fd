package io.vigil.halves;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;

/** No test is in neither half or in both. */
class HalvesTest {

    @Test
    void the_second_has_what_the_first_has_not() {
        assertThat(SecondHalf.class.getAnnotation(SelectPackages.class).value()).containsExactly("io.vigil");
        assertThat(SecondHalf.class.getAnnotation(ExcludePackages.class).value())
                .containsExactly(FirstHalf.class.getAnnotation(SelectPackages.class).value());
        assertThat(SecondHalf.class.getAnnotation(IncludeClassNamePatterns.class).value())
                .containsExactly(FirstHalf.class.getAnnotation(IncludeClassNamePatterns.class).value());
    }
}

package io.vigil.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each line of src/main/forbidden bites: from every signature a piece of code is made that uses it, and the check that the
 * build runs must refuse that code for that line.
 */
class ForbiddenApisTest {

    @TempDir
    static Path folder;

    private static String sessions;
    private static String house;

    @BeforeAll
    static void compile_seeds() throws Exception {
        sessions = ForbiddenApis.signatures("sessions.txt");
        house = ForbiddenApis.signatures("house.txt");
        ForbiddenApis.compileSeeds(folder, sessions + house);
    }

    static List<String> lines() {
        return ForbiddenApis.lines(sessions + house);
    }

    static Stream<Integer> waysRound() {
        return Stream.iterate(0, way -> way + 1).limit(ForbiddenApis.WAYS_ROUND.size());
    }

    @ParameterizedTest
    @MethodSource("lines")
    void refuses_code_that_uses_what_the_line_names(String line) throws Exception {
        assertThat(ForbiddenApis.violations(line, ForbiddenApis.seed(folder, "Line" + lines().indexOf(line))))
                .anyMatch(told -> told.startsWith("Forbidden ") && told.contains(": " + ForbiddenApis.named(line)))
                .anyMatch(told -> told.startsWith("  in seeded.Line"));
    }

    @ParameterizedTest
    @MethodSource("waysRound")
    void refuses_the_ways_round_that_people_find(int way) throws Exception {
        assertThat(ForbiddenApis.violations(sessions, ForbiddenApis.seed(folder, "Way" + way))).isNotEmpty();
    }

    @Test
    void lets_ordinary_code_pass() throws Exception {
        assertThat(ForbiddenApis.violations(sessions, ForbiddenApis.seed(folder, "Ordinary"))).isEmpty();
        assertThat(ForbiddenApis.violations(house, ForbiddenApis.seed(folder, "Ordinary"))).isEmpty();
    }

    @Test
    void finds_no_other_way_to_a_session_in_the_application() throws Exception {
        assertThat(ForbiddenApis.violations(sessions, ForbiddenApis.application("io/vigil/session/"))).isEmpty();
    }

    @Test
    void finds_the_house_rules_kept_in_the_application() throws Exception {
        assertThat(ForbiddenApis.violations(house, ForbiddenApis.application("io/vigil/ClockProducer.class"))).isEmpty();
    }
}

package io.vigil.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.vigil.session.build.SessionNames;
import io.vigil.testsupport.SeededCode;

/** Every session's name is a constant, of the form feature.deed, and used at one place; and they are all known. */
class SessionNamesTest {

    private static final Path APPLICATION = Path.of("target/classes");
    private static final Path CATALOGUE = Path.of("target/session-names.txt");

    @TempDir
    static Path folder;

    private static List<String> findings;

    @BeforeAll
    static void read_seeds() throws IOException {
        SeededCode.compile(folder, Arrays.stream(NameSeed.values()).map(NameSeed::source).toList());
        findings = NamedSession.findings(NamedSession.in(folder));
    }

    @Test
    void are_in_order_in_the_application() throws IOException {
        assertThat(NamedSession.findings(NamedSession.in(APPLICATION))).isEmpty();
    }

    @Test
    void are_listed_with_what_is_asked_of_each_session() throws IOException {
        List<String> catalogue = NamedSession.catalogue(NamedSession.in(APPLICATION));
        Files.write(CATALOGUE, catalogue);

        assertThat(catalogue).hasSizeGreaterThan(30)
                .anyMatch(line -> line.matches("camera\\.list +@RequestSession +read-only +request +"
                        + "io\\.vigil\\.camera\\.CameraResource\\.list"))
                .anyMatch(line -> line.matches("access\\.identify +@RequestSession +read-only +auth +.*Identities\\.identify"))
                .anyMatch(line -> line.matches("settings\\.change +@SessionScoped +writes +request +.*Settings\\.change"))
                .anyMatch(line -> line.matches("settings\\.read +SessionContext\\.session +read-only +request +.*"))
                .anyMatch(line -> line.matches("auth\\.login-read +SessionContext\\.phases +read-only +request +.*"))
                .anyMatch(line -> line.matches("auth\\.login-write +SessionContext\\.phases +writes +request +.*"))
                .anyMatch(line -> line.matches("access\\.key-uses +SessionContext\\.session +writes +background +.*"));
    }

    @ParameterizedTest
    @EnumSource
    void are_refused_in_the_seeds_that_break_a_rule_and_in_no_other(NameSeed seed) {
        List<String> said = findings.stream().filter(finding -> finding.contains(seed.type() + ".")).toList();

        if (seed.finding() == null) {
            assertThat(said).isEmpty();
        } else {
            assertThat(said).singleElement().asString().contains(seed.finding());
        }
    }

    @Test
    void have_doors_whose_first_parameter_says_what_it_is() {
        assertThat(SessionCalls.parameters().values()).isSubsetOf("name", "client", "reason");
        assertThat(SessionCalls.parameters()).containsEntry("run", "name").containsEntry("session", "name")
                .containsEntry("requireNone", "client").containsEntry("rollback", "reason");
    }

    @ParameterizedTest
    @CsvSource({ "CameraResource, list, camera.list", "ApiKeyResource, add, api-key.add", "DoorBean, it, door-bean.it",
            "LastSeenFilter, storeAll, last-seen.store-all", "Resource, readHTTPHead, resource.read-http-head" })
    void have_a_default_of_class_and_method(String type, String method, String name) {
        assertThat(SessionNames.ofMethod(type, method)).isEqualTo(name);
        assertThat(SessionNames.isProper(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "camera", "Camera.add", "camera.Add", "camera.add_one", "camera..add", ".add", "camera.", "camera.add-",
            "camera.add.one", "camera.1st", "'camera.add '" })
    void are_not_of_another_form(String name) {
        assertThat(SessionNames.isProper(name)).isFalse();
    }
}

package io.vigil.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.FailureReport;

import io.vigil.testsupport.SeededCode;

/** The application keeps each rule of the house, and each rule refuses exactly the seeds that break it. */
class ArchitectureTest {

    @TempDir
    static Path folder;

    private static JavaClasses application;
    private static JavaClasses seeds;

    @BeforeAll
    static void read_classes() throws IOException {
        application = new ClassFileImporter().importPath(Path.of("target/classes"));
        SeededCode.compile(folder, Arrays.stream(Seed.values()).map(Seed::source).toList());
        seeds = new ClassFileImporter().importPath(folder);
    }

    @Test
    void reads_the_application_at_all() {
        assertThat(application.size()).isGreaterThan(30);
        assertThat(seeds).hasSizeGreaterThanOrEqualTo(Seed.values().length);
    }

    @ParameterizedTest
    @EnumSource
    void is_kept_by_the_application(HouseRule rule) {
        rule.rule().check(application);
    }

    @ParameterizedTest
    @EnumSource
    void refuses_exactly_the_seeds_that_break_it(HouseRule rule) {
        FailureReport report = rule.rule().evaluate(seeds).getFailureReport();

        assertThat(named(rule, report.getDetails())).isEqualTo(broken(rule)).isNotEmpty();
    }

    private static Set<String> broken(HouseRule rule) {
        return Arrays.stream(Seed.values()).filter(seed -> seed.breaks(rule)).map(Seed::type)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The bad seeds that the complaints are about; a cycle takes an innocent in. */
    private static Set<String> named(HouseRule rule, List<String> complaints) {
        Set<String> names = new TreeSet<>();
        for (String complaint : complaints) {
            Arrays.stream(Seed.values()).map(Seed::type)
                    .filter(name -> !name.endsWith("Seed"))
                    .filter(name -> Pattern.compile("\\b" + name + "\\b").matcher(complaint).find()).forEach(names::add);
        }
        names.removeIf(name -> !name.contains("Bad") && rule == HouseRule.NO_CYCLES);
        return names;
    }
}

package io.vigil.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.RunTimeOpenings;
import io.vigil.testsupport.SeededCode;

/**
 * The nets together: each illegal opening of a session that was thought of is rejected by the net that is meant for it, and
 * nothing legal is. The table goes to target/session-nets.txt.
 */
@QuarkusTest
class SessionNetsTest {

    private static final Path APPLICATION = Path.of("target/classes");
    private static final Path TABLE = Path.of("target/session-nets.txt");
    private static final Pattern REFUSED = Pattern.compile("^  ((?:\\S+ and )*\\S+) .*\\(([a-z ]+)\\)\\. Instead",
            Pattern.MULTILINE);
    private static final Pattern SEED = Pattern.compile("io\\.vigil\\.seed\\.(\\w+)");
    private static final Pattern BANNED = Pattern.compile("in seeded\\.([A-Za-z]+)(\\d*)");
    private static final Set<HouseRule> OF_SESSIONS = Set.of(HouseRule.SESSIONS_ARE_NOT_KEPT,
            HouseRule.SESSION_INTERNALS_ARE_CLOSED, HouseRule.ROWS_ARE_COPIED_FOR_BACKUPS);

    /** Seeds that people might write and that the net refuses, and which of them it did refuse. */
    private record Net(String name, Set<String> illegal, Set<String> refused) {
    }

    @TempDir
    static Path folder;

    private static String built;

    @Inject
    RunTimeOpenings running;

    @BeforeAll
    static void build_with_seeds() throws Exception {
        SeededCode.compile(folder.resolve("build"), Arrays.stream(BuildSeed.values()).map(BuildSeed::source).toList());
        built = SeededBuild.told(folder.resolve("build"));
    }

    @Test
    void let_the_build_fail_with_each_seed_and_the_rule_that_it_breaks_and_no_other() {
        assertThat(refusedByBuild()).as(built).isEqualTo(expectedOfBuild());
        assertThat(built).contains("DeploymentException: The rules of io.vigil.session are broken")
                .doesNotContain(SeededBuild.SUCCESS);
    }

    @Test
    void reject_every_illegal_opening_and_nothing_legal() throws Exception {
        List<Net> nets = List.of(bytecodeBan(), architecture(),
                new Net("build", expectedOfBuild().keySet(), refusedByBuild().keySet()), names(),
                new Net("run time", running.all(), running.refused()));

        List<String> table = nets.stream().flatMap(net -> net.illegal.stream()
                .map(seed -> "%-16s %-9s %s".formatted(net.name, net.refused.contains(seed) ? "rejected" : "MISSED", seed)))
                .toList();
        Files.write(TABLE, table);

        assertThat(table).hasSizeGreaterThanOrEqualTo(150).noneMatch(line -> line.contains("MISSED"));
        assertThat(nets).allSatisfy(net -> assertThat(net.refused).as(net.name).isSubsetOf(net.illegal));
    }

    private static Map<String, String> expectedOfBuild() {
        return Arrays.stream(BuildSeed.values()).filter(seed -> seed.rule() != null)
                .collect(Collectors.toMap(BuildSeed::type, BuildSeed::rule));
    }

    private static Net bytecodeBan() throws Exception {
        String signatures = ForbiddenApis.signatures("sessions.txt");
        List<String> lines = ForbiddenApis.lines(signatures);
        ForbiddenApis.compileSeeds(folder.resolve("ban"), signatures);
        Set<String> refused = new TreeSet<>();
        for (String told : ForbiddenApis.violations(signatures, ForbiddenApis.seed(folder.resolve("ban"), ".*"))) {
            Matcher seed = BANNED.matcher(told);
            if (seed.find()) {
                int number = seed.group(2).isEmpty() ? 0 : Integer.parseInt(seed.group(2));
                refused.add(switch (seed.group(1)) {
                    case "Line" -> ForbiddenApis.named(lines.get(number));
                    case "Way" -> ForbiddenApis.WAYS_ROUND.get(number);
                    default -> seed.group();
                });
            }
        }
        refused.addAll(ForbiddenApis.violations(signatures, ForbiddenApis.application("io/vigil/session/")));
        Set<String> illegal = lines.stream().map(ForbiddenApis::named).collect(Collectors.toCollection(TreeSet::new));
        illegal.addAll(ForbiddenApis.WAYS_ROUND);
        return new Net("bytecode ban", illegal, refused);
    }

    private static Net architecture() throws IOException {
        SeededCode.compile(folder.resolve("architecture"), Arrays.stream(Seed.values()).map(Seed::source).toList());
        Set<String> illegal = Arrays.stream(Seed.values()).filter(seed -> OF_SESSIONS.stream().anyMatch(seed::breaks))
                .map(Seed::type).collect(Collectors.toSet());
        Set<String> refused = new TreeSet<>();
        for (Path classes : List.of(folder.resolve("architecture"), APPLICATION)) {
            JavaClasses read = new ClassFileImporter().importPath(classes);
            for (HouseRule rule : OF_SESSIONS) {
                rule.rule().evaluate(read).getFailureReport().getDetails()
                        .forEach(complaint -> refused.add(illegal.stream()
                                .filter(seed -> Pattern.compile("\\b" + seed + "\\b").matcher(complaint).find()).findFirst()
                                .orElse(complaint)));
            }
        }
        return new Net("architecture", illegal, refused);
    }

    private static Net names() throws IOException {
        SeededCode.compile(folder.resolve("names"), Arrays.stream(NameSeed.values()).map(NameSeed::source).toList());
        Set<String> refused = new TreeSet<>(NamedSession.findings(NamedSession.in(APPLICATION)));
        for (String finding : NamedSession.findings(NamedSession.in(folder.resolve("names")))) {
            Matcher seed = SEED.matcher(finding);
            while (seed.find()) {
                refused.add(seed.group(1));
            }
        }
        return new Net("names", Arrays.stream(NameSeed.values()).filter(seed -> seed.finding() != null).map(NameSeed::type)
                .collect(Collectors.toSet()), refused);
    }

    /** By the seed's name, what the build said. The application's own classes would be there by their full names. */
    private static Map<String, String> refusedByBuild() {
        Map<String, String> refused = new TreeMap<>();
        Matcher finding = REFUSED.matcher(built);
        while (finding.find()) {
            for (String place : finding.group(1).split(" and ")) {
                Matcher seed = SEED.matcher(place);
                refused.merge(seed.find() ? seed.group(1) : place, finding.group(2),
                        (one, other) -> one.equals(other) ? one : one + ", " + other);
            }
        }
        return refused;
    }
}

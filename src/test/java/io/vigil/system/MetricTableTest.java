package io.vigil.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The tables of metrics in docs/OPERATING.md and docs/SESSIONS.md are complete, and list nothing that is not there. */
class MetricTableTest {

    /** Where a meter gets its name; {@code protect} gathers some with {@code count}, and books them later. */
    private static final Pattern METER = Pattern.compile("\\b(counter|timer|gauge|summary|count(?=\\(\"protect)|\\w+\\.builder)"
            + "\\(\\s*\"([a-z]+(?:\\.[a-z]+)*)\"(?:\\)\\.baseUnit\\(\"(\\w+)\"\\))?");
    private static final Pattern CODE = Pattern.compile("`([a-z][a-z_]+)(?:\\{[a-z_,]+})?`");

    @Test
    void list_every_metric_of_ours() throws IOException {
        Set<String> registered;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            registered = sources.filter(file -> file.toString().endsWith(".java")).map(MetricTableTest::text)
                    .flatMap(source -> METER.matcher(source).results()).map(MetricTableTest::exported)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> documented = Stream.of("docs/OPERATING.md", "docs/SESSIONS.md").flatMap(MetricTableTest::listed)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(registered);
    }

    /** As Prometheus is told it. */
    private static String exported(MatchResult meter) {
        String name = meter.group(2).replace('.', '_');
        return switch (meter.group(1)) {
            case "counter", "count", "Counter.builder" -> name + "_total";
            case "timer", "Timer.builder" -> name + "_seconds";
            default -> meter.group(3) == null ? name : name + "_" + meter.group(3);
        };
    }

    /** What the first column of the table names, but for the metrics of Quarkus. */
    private static Stream<String> listed(String document) {
        List<String> rows = text(Path.of(document)).lines().dropWhile(line -> !line.equals("## Metrics")).skip(1)
                .takeWhile(line -> !line.startsWith("## ")).filter(line -> line.startsWith("| `")).toList();
        return rows.stream().map(row -> row.split(" \\| ")[0]).flatMap(names -> CODE.matcher(names).results())
                .map(name -> name.group(1)).filter(name -> !name.startsWith("agroal_"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }
}

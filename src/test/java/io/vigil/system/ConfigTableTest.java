package io.vigil.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.WithDefault;

/** The table of settings in docs/OPERATING.md is complete, has the right defaults, and lists nothing that is not there. */
class ConfigTableTest {

    private static final Path SOURCES = Path.of("src/main/java");

    /** What is in no mapping, and what no single value says. */
    private static final Map<String, String> IN_WORDS = Map.of("vigil.secret-key", "dev, test: made",
            "vigil.secret-key-previous", "none", "vigil.data.directory", ".data in dev",
            "vigil.forms.overflow-directory", "the JVM's java.io.tmpdir",
            "vigil.delivery.live.origins", "those of quarkus.http.cors.origins");

    private final Properties properties = new Properties();

    @Test
    void lists_every_setting_of_ours_with_its_default() throws IOException {
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            properties.load(reader);
        }
        Map<String, String> documented = Files.readAllLines(Path.of("docs/OPERATING.md")).stream()
                .filter(line -> line.startsWith("| `vigil.")).map(line -> line.split(" \\| "))
                .collect(Collectors.toMap(cells -> cells[0].split("`")[1], cells -> cells[2].replace("`", "")));
        Map<String, String> mapped = new HashMap<>();
        for (Class<?> mapping : mappings()) {
            ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(mapping,
                    mapping.getAnnotation(ConfigMapping.class).prefix()))
                    .forEach((name, property) -> mapped.put(name, usual(name, property.getMethod())));
        }
        // The other way to write a list.
        mapped.keySet().removeIf(name -> name.endsWith("[*]"));
        mapped.putAll(IN_WORDS);

        assertThat(documented).containsExactlyInAnyOrderEntriesOf(mapped);
    }

    private String usual(String name, Method setting) {
        WithDefault inCode = setting.getAnnotation(WithDefault.class);
        String otherwise = Optional.class.isAssignableFrom(setting.getReturnType()) ? "none" : "required";
        String usual = properties.getProperty(name, inCode == null ? otherwise : inCode.value());
        String atWork = properties.getProperty("%dev,test." + name);
        return atWork == null ? usual : usual + "; dev, test " + atWork;
    }

    private static List<Class<?>> mappings() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java") && text(file).contains("@ConfigMapping("))
                    .<Class<?>> map(ConfigTableTest::type).toList();
        }
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new AssertionError(source + " cannot be read", e);
        }
    }

    private static Class<?> type(Path source) {
        String name = SOURCES.relativize(source).toString().replace(".java", "").replace('/', '.');
        try {
            return Class.forName(name, false, ConfigTableTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(source + " has no class of its name", e);
        }
    }
}

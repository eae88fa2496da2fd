package io.vigil.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

/** The table of household settings in docs/OPERATING.md says what the catalogue says, line by line. */
class SettingTableTest {

    private static final int LONGEST_DEFAULT = 60;

    @Test
    void lists_every_setting_with_its_values_its_default_and_what_changes_with_it() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("docs/OPERATING.md")).stream()
                .dropWhile(line -> !line.startsWith("| Household setting |")).skip(2)
                .takeWhile(line -> line.startsWith("|")).toList();

        assertThat(documented).containsExactlyElementsOf(Catalogue.all().stream().map(SettingTableTest::line).toList());
    }

    private static String line(SettingKey<?> key) {
        return "| `" + key.name() + "` | " + key.type().wanted().replaceFirst("^must (?:be|have) ", "") + " | "
                + (key.secret() ? "none; a secret" : usual(key.defaultValue())) + " | " + key.affects() + " |";
    }

    private static String usual(Object value) {
        String text = value instanceof Optional<?> optional ? optional.map(Object::toString).orElse("") : value.toString();
        if (text.isEmpty()) {
            return "none";
        }
        return text.length() > LONGEST_DEFAULT ? "a text of ours" : "`" + text + "`";
    }
}

package io.vigil.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceBudgetTest {

    @TempDir
    Path root;

    @Test
    void is_kept_by_the_application_and_its_tests() throws IOException {
        assertThat(SourceBudget.folders(Path.of("src/main/java"))).isEmpty();
        assertThat(SourceBudget.longFiles(Path.of("src/main/java"))).isEmpty();
        assertThat(SourceBudget.longFiles(Path.of("src/test/java"))).isEmpty();
    }

    @Test
    void sees_a_file_that_is_too_long() throws IOException {
        write("a/Long.java", "\n".repeat(301));
        write("a/Right.java", "\n".repeat(300));

        assertThat(SourceBudget.longFiles(root)).containsExactly("a/Long.java has 301 lines");
    }

    @Test
    void sees_a_folder_that_is_too_full() throws IOException {
        write("full/package-info.java", "");
        write("right/package-info.java", "");
        for (int i = 0; i < 14; i++) {
            write("full/File" + i + ".java", "");
        }
        for (int i = 0; i < 13; i++) {
            write("right/File" + i + ".java", "");
        }

        assertThat(SourceBudget.folders(root)).containsExactly("full has 15 files");
    }

    @Test
    void sees_a_package_that_does_not_say_what_it_is() throws IOException {
        write("mute/File.java", "");

        assertThat(SourceBudget.folders(root)).containsExactly("mute has no package-info");
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

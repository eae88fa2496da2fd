package io.vigil.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;

/** No column with sealed texts is forgotten when the secret key changes. */
@QuarkusTest
class SealedColumnsTest {

    private static final Pattern SEALED_LINE = Pattern.compile("^ +(\\w+) .*--.*\\bsealed\\b.*");
    private static final Pattern TABLE_LINE = Pattern.compile("^create table (\\w+) .*");

    @Test
    void every_column_that_the_schema_says_is_sealed_is_known() {
        Set<String> said = new TreeSet<>();
        for (Path migration : migrations()) {
            String table = null;
            for (String line : lines(migration)) {
                Matcher create = TABLE_LINE.matcher(line);
                table = create.matches() ? create.group(1) : table;
                Matcher sealed = SEALED_LINE.matcher(line);
                if (sealed.matches()) {
                    said.add(table + '.' + sealed.group(1));
                }
            }
        }

        assertThat(said).hasSizeGreaterThan(7);
        assertThat(known().stream().map(SealedColumn::place)).containsAll(said);
    }

    @Test
    void whoever_seals_says_where() {
        JavaClasses application = new ClassFileImporter().importPath(Path.of("target/classes"));
        Set<String> seal = application.stream().filter(SealedColumnsTest::seals).map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> say = application.stream().filter(SealedColumnsTest::saysWhere).map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(seal).hasSizeGreaterThan(7);
        assertThat(say).containsAll(seal);
    }

    /** Those that the application finds. */
    static List<SealedColumn> known() {
        return Arc.container().listAll(SealedColumn.class).stream().map(InstanceHandle::get).toList();
    }

    private static boolean seals(JavaClass type) {
        return type.getMethodCallsFromSelf().stream().anyMatch(call -> call.getTargetOwner().isEquivalentTo(SecretBox.class)
                && call.getName().equals("encrypt"));
    }

    private static boolean saysWhere(JavaClass type) {
        return !type.isEquivalentTo(SealedColumn.class)
                && type.getMethods().stream().anyMatch(method -> method.getRawReturnType().isEquivalentTo(SealedColumn.class));
    }

    private static List<Path> migrations() {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

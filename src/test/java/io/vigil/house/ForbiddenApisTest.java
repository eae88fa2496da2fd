package io.vigil.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import de.thetaphi.forbiddenapis.Checker;
import de.thetaphi.forbiddenapis.ForbiddenApiException;
import de.thetaphi.forbiddenapis.Logger;
import de.thetaphi.forbiddenapis.ParseException;
import io.vigil.testsupport.SeededCode;

/**
 * Each line of src/main/forbidden bites: from every signature a piece of code is made that uses it, and the check that the
 * build runs must refuse that code for that line.
 */
class ForbiddenApisTest {

    private static final Path SIGNATURES = Path.of("src/main/forbidden");
    private static final Path MAIN = Path.of("target/classes");

    /** One class for each pattern of classes. */
    private static final Map<String, String> PATTERNS = Map.of("io.agroal.**", "io.agroal.api.AgroalDataSource",
            "org.postgresql.**", "org.postgresql.ds.PGSimpleDataSource",
            "com.arjuna.**", "com.arjuna.ats.jta.TransactionManager");

    private static final List<String> WAYS_ROUND = List.of(
            "Object it(org.hibernate.Session db) { return db.getSessionFactory().openSession(); }",
            "Object it(org.hibernate.Session db) { return db.getEntityManagerFactory().createEntityManager(); }",
            "java.util.function.Supplier<?> it(org.hibernate.SessionFactory f) { return f::openStatelessSession; }",
            "void it(org.hibernate.Session db) { db.doWork(c -> c.commit()); }",
            "Object it(org.hibernate.Session db) { return db.unwrap(java.sql.Connection.class); }",
            "Object it(org.hibernate.Session db) { return db.getTransaction(); }",
            "Object it() { return io.quarkus.arc.Arc.container().instance(javax.sql.DataSource.class).get(); }",
            "Object it() throws Exception { return new org.postgresql.ds.PGSimpleDataSource().getConnection(); }",
            "void it() { io.quarkus.narayana.jta.QuarkusTransaction.requiringNew().run(() -> { }); }",
            "@jakarta.inject.Inject jakarta.transaction.UserTransaction it;",
            "static class It { @jakarta.transaction.Transactional void it() { } }",
            "@jakarta.enterprise.context.SessionScoped static class It { }");

    private static final String ORDINARY = """
            java.time.Instant it(org.hibernate.Session db, java.time.Clock clock) {
                db.persist(db.find(Object.class, 1));
                io.vigil.session.SessionContext.run("seed.it", () -> db.flush());
                return java.time.Instant.now(clock);
            }""";

    @TempDir
    static Path folder;

    private static String sessions;
    private static String house;

    @BeforeAll
    static void compile_seeds() throws Exception {
        sessions = Files.readString(SIGNATURES.resolve("sessions.txt"));
        house = Files.readString(SIGNATURES.resolve("house.txt"));
        List<String> sources = new ArrayList<>();
        for (String line : lines()) {
            sources.add(source("Line", lines().indexOf(line), use(signature(line))));
        }
        for (String way : WAYS_ROUND) {
            sources.add(source("Way", WAYS_ROUND.indexOf(way), way));
        }
        sources.add(source("Ordinary", 0, ORDINARY));
        SeededCode.compile(folder, sources);
    }

    static List<String> lines() {
        return (sessions + house).lines().filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("@"))
                .toList();
    }

    static List<String> waysRound() {
        return WAYS_ROUND;
    }

    @ParameterizedTest
    @MethodSource("lines")
    void refuses_code_that_uses_what_the_line_names(String line) throws Exception {
        String named = PATTERNS.getOrDefault(signature(line), signature(line));

        assertThat(violations(line, seed("Line", lines().indexOf(line))))
                .anyMatch(told -> told.startsWith("Forbidden ") && told.contains(": " + named))
                .anyMatch(told -> told.startsWith("  in seeded.Line"));
    }

    @ParameterizedTest
    @MethodSource("waysRound")
    void refuses_the_ways_round_that_people_find(String way) throws Exception {
        assertThat(violations(sessions, seed("Way", WAYS_ROUND.indexOf(way)))).isNotEmpty();
    }

    @Test
    void lets_ordinary_code_pass() throws Exception {
        assertThat(violations(sessions, seed("Ordinary", 0))).isEmpty();
        assertThat(violations(house, seed("Ordinary", 0))).isEmpty();
    }

    @Test
    void finds_no_other_way_to_a_session_in_the_application() throws Exception {
        assertThat(violations(sessions, application("io/vigil/session/"))).isEmpty();
    }

    @Test
    void finds_the_house_rules_kept_in_the_application() throws Exception {
        assertThat(violations(house, application("io/vigil/ClockProducer.class"))).isEmpty();
    }

    private static String signature(String line) {
        return line.split(" @ ")[0].trim();
    }

    private static String source(String name, int number, String members) {
        return "package seeded; class %s%d { %s }".formatted(name, number, members);
    }

    private static List<Path> seed(String name, int number) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("seeded"))) {
            return files.filter(file -> file.getFileName().toString().matches(name + number + "(\\$.*)?\\.class")).toList();
        }
    }

    private static List<Path> application(String exempt) throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !MAIN.relativize(file).toString().startsWith(exempt)).toList();
        }
    }

    /** Members that use what the signature names: an annotation is put on something, a class declared, a method called. */
    private static String use(String signature) throws ClassNotFoundException {
        String[] parts = signature.split("#");
        Class<?> type = Class.forName(PATTERNS.getOrDefault(parts[0], parts[0]), false,
                ForbiddenApisTest.class.getClassLoader());
        if (type.isAnnotation()) {
            return annotated(type);
        }
        if (parts.length == 1) {
            return "Object it(%s used) { return used; }".formatted(type.getCanonicalName());
        }
        Executable member = Stream.of(type.getDeclaredMethods(), type.getDeclaredConstructors()).flatMap(Arrays::stream)
                .filter(candidate -> described(candidate).equals(parts[1])).findFirst().orElseThrow();
        String arguments = Arrays.stream(member.getParameterTypes())
                .map(parameter -> parameter.isPrimitive() ? "0" : "(" + parameter.getCanonicalName() + ") null")
                .collect(Collectors.joining(", "));
        return "void it(%s used) throws Throwable { %s(%s); }".formatted(type.getCanonicalName(), called(member), arguments);
    }

    private static String called(Executable member) {
        String type = member.getDeclaringClass().getCanonicalName();
        if (member instanceof Constructor) {
            return "new " + type;
        }
        return (Modifier.isStatic(member.getModifiers()) ? type : "used") + "." + member.getName();
    }

    private static String annotated(Class<?> annotation) {
        String member = List.of(annotation.getAnnotation(Target.class).value()).contains(ElementType.METHOD) ? "void it() { }"
                : "Object it;";
        boolean needsValue = Arrays.stream(annotation.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("value") && method.getDefaultValue() == null);
        return "@%s%s %s".formatted(annotation.getCanonicalName(), needsValue ? "(\"seed\")" : "", member);
    }

    private static String described(Executable member) {
        String name = member instanceof Constructor ? "<init>" : member.getName();
        return Arrays.stream(member.getParameterTypes()).map(Class::getCanonicalName)
                .collect(Collectors.joining(",", name + "(", ")"));
    }

    private static List<String> violations(String signatures, List<Path> classes) throws IOException, ParseException {
        Collected log = new Collected();
        Checker checker = new Checker(log, ForbiddenApisTest.class.getClassLoader(), Checker.Option.FAIL_ON_VIOLATION,
                Checker.Option.FAIL_ON_UNRESOLVABLE_SIGNATURES, Checker.Option.FAIL_ON_MISSING_CLASSES);
        checker.parseSignaturesString(signatures);
        checker.addClassesToCheck(classes.stream().map(Path::toFile).toArray(File[]::new));
        try {
            checker.run();
            return List.of();
        } catch (ForbiddenApiException refused) {
            return log.errors;
        }
    }

    private static final class Collected implements Logger {

        private final List<String> errors = new ArrayList<>();

        @Override
        public void error(String message) {
            errors.add(message);
        }

        @Override
        public void warn(String message) {
        }

        @Override
        public void info(String message) {
        }

        @Override
        public void debug(String message) {
        }
    }
}

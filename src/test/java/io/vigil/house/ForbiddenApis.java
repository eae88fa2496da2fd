package io.vigil.house;

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

import de.thetaphi.forbiddenapis.Checker;
import de.thetaphi.forbiddenapis.ForbiddenApiException;
import de.thetaphi.forbiddenapis.Logger;
import de.thetaphi.forbiddenapis.ParseException;
import io.vigil.testsupport.SeededCode;

/** The check of src/main/forbidden that the build runs, and code that it must refuse: some for each line, some for people. */
final class ForbiddenApis {

    private static final Path SIGNATURES = Path.of("src/main/forbidden");
    private static final Path MAIN = Path.of("target/classes");

    /** One class for each pattern of classes. */
    private static final Map<String, String> PATTERNS = Map.of("io.agroal.**", "io.agroal.api.AgroalDataSource",
            "org.postgresql.**", "org.postgresql.ds.PGSimpleDataSource",
            "com.arjuna.**", "com.arjuna.ats.jta.TransactionManager");

    static final List<String> WAYS_ROUND = List.of(
            "Object it(org.hibernate.Session db) { return db.getSessionFactory().openSession(); }",
            "Object it(org.hibernate.Session db) { return db.getEntityManagerFactory().createEntityManager(); }",
            "java.util.function.Supplier<?> it(org.hibernate.SessionFactory f) { return f::openStatelessSession; }",
            "void it(org.hibernate.Session db) { db.doWork(c -> c.commit()); }",
            "Object it(org.hibernate.Session db) { return db.unwrap(java.sql.Connection.class); }",
            "Object it(org.hibernate.Session db) { return db.getTransaction(); }",
            "Object it() { return io.quarkus.arc.Arc.container().instance(javax.sql.DataSource.class).get(); }",
            "Object it() { return io.quarkus.arc.Arc.container().instance(org.hibernate.Session.class).get(); }",
            "Object it() { return jakarta.enterprise.inject.spi.CDI.current().select(org.hibernate.Session.class).get(); }",
            "Object it(jakarta.enterprise.inject.spi.BeanManager beans) { return beans.createInstance(); }",
            "static class It extends io.quarkus.hibernate.orm.panache.PanacheEntityBase { { getSession(); } }",
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

    private ForbiddenApis() {
    }

    /** The signatures of that file. */
    static String signatures(String file) throws IOException {
        return Files.readString(SIGNATURES.resolve(file));
    }

    /** One line for each signature. */
    static List<String> lines(String signatures) {
        return signatures.lines().filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("@")).toList();
    }

    /** Compiles Line0, Line1 and so on for the lines of these signatures, Way0 and so on, and Ordinary. */
    static void compileSeeds(Path folder, String signatures) throws IOException, ClassNotFoundException {
        List<String> sources = new ArrayList<>(List.of(source("Ordinary", ORDINARY)));
        for (String line : lines(signatures)) {
            sources.add(source("Line" + lines(signatures).indexOf(line), use(signature(line))));
        }
        for (String way : WAYS_ROUND) {
            sources.add(source("Way" + WAYS_ROUND.indexOf(way), way));
        }
        SeededCode.compile(folder, sources);
    }

    /** What the check says of the code that a line forbids. */
    static String named(String line) {
        return PATTERNS.getOrDefault(signature(line), signature(line));
    }

    private static String signature(String line) {
        return line.split(" @ ")[0].trim();
    }

    private static String source(String name, String members) {
        return "package seeded; class %s { %s }".formatted(name, members);
    }

    /** The classes of that seed. */
    static List<Path> seed(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("seeded"))) {
            return files.filter(file -> file.getFileName().toString().matches(name + "(\\$.*)?\\.class")).toList();
        }
    }

    /** The application's classes but the exempt ones. */
    static List<Path> application(String exempt) throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !MAIN.relativize(file).toString().startsWith(exempt)).toList();
        }
    }

    /** Members that use what the signature names: an annotation is put on something, a class declared, a method called. */
    private static String use(String signature) throws ClassNotFoundException {
        String[] parts = signature.split("#");
        Class<?> type = Class.forName(PATTERNS.getOrDefault(parts[0], parts[0]), false,
                ForbiddenApis.class.getClassLoader());
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

    /** What the check says of those classes; nothing if they may be as they are. */
    static List<String> violations(String signatures, List<Path> classes) throws IOException, ParseException {
        Collected log = new Collected();
        Checker checker = new Checker(log, ForbiddenApis.class.getClassLoader(), Checker.Option.FAIL_ON_VIOLATION,
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

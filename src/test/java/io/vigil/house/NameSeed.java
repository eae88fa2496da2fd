package io.vigil.house;

import io.vigil.testsupport.SeededCode;

/** A class that names a session as somebody might, and what is said of it; of the others nothing is. */
enum NameSeed {

    GOOD_NAMES("""
            class GoodNames {
                static final String KEPT = "seed.kept";
                void it(String id) throws Exception {
                    io.vigil.session.SessionContext.run("seed.run", () -> id.length());
                    int length = io.vigil.session.SessionContext.call("seed.call", db -> id.length());
                    io.vigil.session.SessionContext.session("seed." + "folded").rootOnly().run(db -> db.flush());
                    io.vigil.session.SessionContext.session(KEPT).asReadOnly().run(db -> {
                        io.vigil.session.SessionContext.afterCommit("seed.after", () -> id.length());
                        io.vigil.session.SessionContext.rollback("no " + id);
                    });
                    io.vigil.session.SessionContext.phases("seed.slow").read(db -> id).outside(it -> it).write((db, it) -> it);
                    io.vigil.session.SessionContext.batch("seed.many", java.util.List.of(id), 5, (db, it) -> it.length());
                    io.vigil.session.SessionContext.requireNone("seed");
                    io.vigil.session.SessionContext.requireNone("seed");
                }
                @io.vigil.session.RequestSession void other() { }
            }"""),

    PARAMETER(in("BadParameter", "run(given, () -> { })"), NamedSession.NO_CONSTANT),
    CONCATENATED(in("BadConcatenated", "run(\"camera.\" + given, () -> { })"), NamedSession.NO_CONSTANT),
    CHOSEN(in("BadChoice", "run(given == null ? \"a.one\" : \"a.other\", () -> { })"), NamedSession.NO_CONSTANT),
    FORMATTED(in("BadFormat", "call(\"camera.%s\".formatted(given), () -> 1)"), NamedSession.NO_CONSTANT),
    FROM_VARIABLE(in("BadVariable", "session(made).run(() -> { })"), NamedSession.NO_CONSTANT),
    HELPER("class BadHelp { io.vigil.session.SessionSpec of(String n) { return io.vigil.session.SessionContext.session(n); } }",
            NamedSession.NO_CONSTANT),
    METHOD_REFERENCE("""
            class BadReference {
                java.util.function.Function<String, io.vigil.session.SessionSpec> it = io.vigil.session.SessionContext::session;
            }""", NamedSession.NO_CONSTANT),
    OWN_SPEC("""
            class BadSpec {
                Object it(String name) {
                    return new io.vigil.session.SessionSpec(name, io.vigil.session.Propagation.JOIN, false,
                            io.vigil.session.Budget.REQUEST);
                }
            }""", NamedSession.NO_CONSTANT),
    PHASES(in("BadPhases", "phases(given).read(db -> 1)"), NamedSession.NO_CONSTANT),
    BATCH(in("BadBatch", "batch(given, java.util.List.of(1), 5, (db, it) -> { })"), NamedSession.NO_CONSTANT),
    AFTER_COMMIT(in("BadAfter", "afterCommit(given, () -> { })"), NamedSession.NO_CONSTANT),
    CLIENT(in("BadClient", "requireNone(given)"), NamedSession.NO_CONSTANT),

    IN_CAPITALS(in("BadCapitals", "run(\"Camera.Add\", () -> { })"), NamedSession.NOT_PROPER),
    WITHOUT_FEATURE(in("BadFeature", "call(\"poll\", () -> 1)"), NamedSession.NOT_PROPER),
    WITH_UNDERSCORE(in("BadUnderscore", "session(\"camera.find_all\").run(() -> { })"), NamedSession.NOT_PROPER),
    AFTER_SHOUTED(in("BadShout", "afterCommit(\"WAKE\", () -> { })"), NamedSession.NOT_PROPER),

    TWICE(in("BadFirst", "run(\"seed.twice\", () -> { })"), NamedSession.SHARED),
    TWICE_AGAIN(in("BadSecond", "run(\"seed.twice\", () -> { })"), NamedSession.SHARED),
    OF_AN_ANNOTATION(in("BadGuess", "run(\"bad-default.it\", () -> { })"), NamedSession.SHARED),
    TAKEN("class BadDefault { @io.vigil.session.RequestSession void it() { } }", NamedSession.SHARED),
    OF_PHASES(in("BadStep", "run(\"seed.steps-write\", () -> { })"), NamedSession.SHARED),
    PHASES_TAKEN(in("BadSteps", "phases(\"seed.steps\").read(db -> 1)"), NamedSession.SHARED),
    AFTER_ITSELF(in("BadAgain", """
            run("seed.again", () ->
                    io.vigil.session.SessionContext.afterCommit("seed.again", () -> { }))"""), NamedSession.SHARED);

    private final String source;
    private final String finding;

    NameSeed(String source) {
        this(source, null);
    }

    NameSeed(String source, String finding) {
        this.source = "package io.vigil.seed; " + source;
        this.finding = finding;
    }

    String source() {
        return source;
    }

    String type() {
        return SeededCode.type(source);
    }

    /** Part of what is said of it, or null if nothing is. */
    String finding() {
        return finding;
    }

    private static String in(String type, String call) {
        return "class " + type + " { static String made = \"a.made\"; void it(String given) throws Exception {"
                + " io.vigil.session.SessionContext." + call + "; } }";
    }
}

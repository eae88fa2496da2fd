package io.vigil.house;

import java.util.Locale;

import io.vigil.testsupport.SeededCode;

/** A class as somebody might write it, and the rule of the session package by which it does not build; the others build. */
enum BuildSeed {

    GOOD_BEAN(
            """
                    @jakarta.enterprise.context.ApplicationScoped class GoodBean {
                        record View(String name, java.util.List<java.util.Optional<String>> more, View parent) { }
                        GoodBean(java.time.Clock clock, jakarta.enterprise.inject.Instance<java.time.Clock> clocks) { }
                        @io.vigil.session.RequestSession(readOnly = true) java.util.Map<String, View[]> list() { return null; }
                        @io.vigil.session.RequestSession protected View removeOld() { return null; }
                        @io.vigil.session.SessionScoped("seed.store") public java.util.UUID store(Thing thing) { return null; }
                        @io.vigil.session.SessionScoped("seed.most") <T extends Comparable<T>> T most(T[] all) { return null; }
                        @io.vigil.session.SessionScoped("seed.count") long count(org.hibernate.Session db) { return 0; }
                        java.util.stream.Stream<Thing> inside() { return null; }
                    }"""),
    GOOD_PARENT("abstract class GoodParent { @io.vigil.session.SessionScoped(\"seed.inherited\") void it() { } }"),
    GOOD_CHILD("@jakarta.inject.Singleton class GoodChild extends GoodParent { }"),
    GOOD_OBSERVER(
            bean("GoodObserver", "void it(@jakarta.enterprise.event.Observes String told, java.time.Clock clock) { }")),
    THING("@jakarta.persistence.Entity public class Thing { @jakarta.persistence.Id long id; }"),
    PART("@jakarta.persistence.Embeddable public class Part { long id; }"),

    PRIVATE(door("BadPrivate", "private void it() { }"), Rule.INTERCEPTED),
    STATIC(door("BadStatic", "static void it() { }"), Rule.INTERCEPTED),
    FINAL(door("BadFinal", "final void it() { }"), Rule.INTERCEPTED),
    PRIVATE_REQUEST(bean("BadPrivateRequest", "@io.vigil.session.RequestSession private void it() { }"), Rule.INTERCEPTED),

    OF_A_LIBRARY("""
            @jakarta.inject.Singleton class BadThread extends Thread {
                @io.vigil.session.SessionScoped("seed.thread") private void it() { }
            }""", Rule.INTERCEPTED),

    NO_BEAN("class BadNoBean { @io.vigil.session.RequestSession void it() { } }", Rule.BEAN),
    NO_BEAN_RECORD("record BadNoRecord() { @io.vigil.session.SessionScoped(\"seed.record\") void it() { } }", Rule.BEAN),
    NO_BEAN_ENUM("enum BadNoEnum { ONE; @io.vigil.session.SessionScoped(\"seed.enum\") void it() { } }", Rule.BEAN),
    NO_BEAN_INTERFACE("interface BadInterface { @io.vigil.session.SessionScoped(\"seed.face\") void it(); }", Rule.BEAN),
    PRODUCED(
            """
                    class BadProduced {
                        @io.vigil.session.SessionScoped("seed.produced") void it() { }
                        @jakarta.inject.Singleton static class Maker {
                            @jakarta.enterprise.inject.Produces BadProduced it() { return null; }
                        }
                    }""",
            Rule.BEAN),

    SCOPED_CLASS("@jakarta.inject.Singleton @io.vigil.session.SessionScoped(\"a.b\") class BadScoped { }", Rule.METHOD),
    REQUEST_CLASS("@jakarta.inject.Singleton @io.vigil.session.RequestSession class BadRequest { }", Rule.METHOD),

    STAGE(answers("BadStage", "java.util.concurrent.CompletionStage<String>"), Rule.VALUES),
    PROMISE(answers("BadPromise", "java.util.concurrent.CompletableFuture<String>"), Rule.VALUES),
    FUTURE(answers("BadFuture", "java.util.concurrent.Future<String>"), Rule.VALUES),
    UNI(answers("BadUni", "io.smallrye.mutiny.Uni<Void>"), Rule.VALUES),
    MULTI(answers("BadMulti", "io.smallrye.mutiny.Multi<String>"), Rule.VALUES),
    PUBLISHER(answers("BadPublisher", "java.util.concurrent.Flow.Publisher<String>"), Rule.VALUES),
    STREAM(answers("BadStream", "java.util.stream.Stream<String>"), Rule.VALUES),
    NUMBERS(answers("BadNumbers", "java.util.stream.IntStream"), Rule.VALUES),
    ITERATOR(answers("BadIterator", "java.util.Iterator<String>"), Rule.VALUES),
    LATER(answers("BadLater", "java.util.function.Supplier<String>"), Rule.VALUES),
    QUERY(answers("BadQuery", "org.hibernate.query.SelectionQuery<String>"), Rule.VALUES),
    HIDDEN_STREAM(answers("BadHidden", "java.util.Optional<java.util.stream.Stream<String>>"), Rule.VALUES),
    ENTITY(answers("BadEntity", "Thing"), Rule.VALUES),
    ENTITY_LIST(answers("BadList", "java.util.List<Thing>"), Rule.VALUES),
    ENTITY_OPTIONAL(answers("BadOptional", "java.util.Optional<Thing>"), Rule.VALUES),
    ENTITY_MAP(answers("BadMap", "java.util.Map<String, java.util.List<? extends Thing>>"), Rule.VALUES),
    ENTITY_SUPER(answers("BadSuper", "java.util.List<? super Thing>"), Rule.VALUES),
    ENTITY_DEEP(answers("BadDeep", "java.util.List<? extends java.util.Optional<Thing>>"), Rule.VALUES),
    ENTITY_IN_BOUND(door("BadBound", "<T extends Thing, U extends T> java.util.List<U> it() { return null; }"), Rule.VALUES),
    ENTITY_ARRAY(answers("BadArray", "Thing[][]"), Rule.VALUES),
    ENTITY_ANSWER(answers("BadAnswer", "org.jboss.resteasy.reactive.RestResponse<Thing>"), Rule.VALUES),
    ENTITY_VARIABLE(door("BadVariable", "<T extends Thing> T it() { return null; }"), Rule.VALUES),
    ENTITY_IN_RECORD(bean("BadRecord", """
            record View(java.util.Optional<Thing> it) { }
            @io.vigil.session.RequestSession View it() { return null; }"""), Rule.VALUES),
    PANACHE(answers("BadPanache", "io.vigil.camera.Camera"), Rule.VALUES),
    EMBEDDABLE(answers("BadPart", "Part"), Rule.VALUES),

    NAME_IN_CAPITALS(named("BadCapitals", "Seed.It"), Rule.NAME),
    NAME_IN_CAMEL_CASE(named("BadCamel", "seed.removeOld"), Rule.NAME),
    NAME_WITHOUT_FEATURE(named("BadFeature", "seed"), Rule.NAME),
    NAME_WITH_SPACES(named("BadSpaces", "seed.remove old"), Rule.NAME),
    NAME_EMPTY(named("BadEmpty", ""), Rule.NAME),
    NAME_BY_DEFAULT(bean("BadDefault", "@io.vigil.session.RequestSession void remove_old() { }"), Rule.NAME),
    NAME_TWICE(named("BadFirst", "seed.twice"), Rule.OWN_NAME),
    NAME_TWICE_AGAIN(named("BadSecond", "seed.twice"), Rule.OWN_NAME),
    NAME_OF_OVERLOADS(bean("BadOverload", """
            @io.vigil.session.RequestSession void it() { }
            @io.vigil.session.RequestSession void it(String other) { }"""), Rule.OWN_NAME),
    NAME_OF_ANOTHERS_DEFAULT(named("BadGuess", "bad-default-of.it"), Rule.OWN_NAME),
    NAME_TAKEN_BY_DEFAULT(bean("BadDefaultOf", "@io.vigil.session.RequestSession void it() { }"), Rule.OWN_NAME),

    CDI_SCOPE("@jakarta.enterprise.context.SessionScoped class BadScope implements java.io.Serializable { }", Rule.CDI),
    CDI_SCOPE_METHOD(bean("BadScopeMethod", "@jakarta.enterprise.context.SessionScoped void it() { }"), Rule.CDI),
    CDI_SCOPE_FIELD(bean("BadScopeField",
            "@jakarta.enterprise.inject.Produces @jakarta.enterprise.context.SessionScoped java.util.BitSet it;"), Rule.CDI),
    TRANSACTIONAL("@jakarta.transaction.Transactional @jakarta.inject.Singleton class BadTransactional { }", Rule.TRANSACTION),
    TRANSACTIONAL_METHOD(bean("BadTransaction", "@jakarta.transaction.Transactional void it() { }"), Rule.TRANSACTION),

    IN_FIELD(bean("BadField", "@jakarta.inject.Inject jakarta.persistence.EntityManager it;"), Rule.INJECTS),
    IN_CONTEXT(bean("BadContext", "@jakarta.persistence.PersistenceContext jakarta.persistence.EntityManager it;"),
            Rule.INJECTS),
    IN_CONSTRUCTOR(bean("BadConstructor", "BadConstructor(org.hibernate.Session it) { }"), Rule.INJECTS),
    IN_INITIALIZER(bean("BadInitializer", "@jakarta.inject.Inject void it(org.hibernate.StatelessSession it) { }"),
            Rule.INJECTS),
    IN_PRODUCER(bean("BadProducer", """
            @jakarta.enterprise.inject.Produces java.util.concurrent.Semaphore it(org.hibernate.SessionFactory it) {
                return null;
            }"""), Rule.INJECTS),
    IN_OBSERVER(bean("BadObserver",
            "void it(@jakarta.enterprise.event.Observes String told, jakarta.persistence.EntityManagerFactory it) { }"),
            Rule.INJECTS),
    BY_INSTANCE(bean("BadInstance", "BadInstance(jakarta.enterprise.inject.Instance<javax.sql.DataSource> it) { }"),
            Rule.INJECTS),
    POOL(bean("BadPool", "BadPool(io.agroal.api.AgroalDataSource it) { }"), Rule.INJECTS),
    USER_TRANSACTION(bean("BadUser", "BadUser(jakarta.transaction.UserTransaction it) { }"), Rule.INJECTS),
    TRANSACTION_MANAGER(bean("BadOwner", "BadOwner(jakarta.transaction.TransactionManager it) { }"), Rule.INJECTS);

    private final String source;
    private final String rule;

    BuildSeed(String source) {
        this(source, null);
    }

    BuildSeed(String source, String rule) {
        this.source = "package io.vigil.seed; " + source;
        this.rule = rule;
    }

    String source() {
        return source;
    }

    String type() {
        return SeededCode.type(source);
    }

    /** The rule that refuses it as the build calls it, or null if none should. */
    String rule() {
        return rule;
    }

    private static String bean(String name, String members) {
        return "@jakarta.enterprise.context.ApplicationScoped class " + name + " { " + members + " }";
    }

    private static String named(String name, String session) {
        return bean(name, "@io.vigil.session.SessionScoped(\"" + session + "\") void it() { }");
    }

    private static String door(String name, String method) {
        return bean(name, "@io.vigil.session.SessionScoped(\"seed." + name.toLowerCase(Locale.ROOT) + "\") " + method);
    }

    private static String answers(String name, String type) {
        return door(name, type + " it() { return null; }");
    }

    private static final class Rule {
        private static final String INTERCEPTED = "can be intercepted";
        private static final String BEAN = "is on a bean";
        private static final String METHOD = "is on a method";
        private static final String VALUES = "answers values";
        private static final String NAME = "has a proper name";
        private static final String OWN_NAME = "has a name of its own";
        private static final String CDI = "is not cdis scope";
        private static final String TRANSACTION = "is not transactional";
        private static final String INJECTS = "injects no session";
    }
}

package io.vigil.house;

import static io.vigil.house.HouseRule.ARROWS;
import static io.vigil.house.HouseRule.NAMES_SAY_SOMETHING;
import static io.vigil.house.HouseRule.NO_CYCLES;
import static io.vigil.house.HouseRule.NO_OTHER_TRANSACTION_ANNOTATION;
import static io.vigil.house.HouseRule.ROUTES_SAY_WHO_MAY_CALL;
import static io.vigil.house.HouseRule.SESSIONS_ARE_NOT_KEPT;
import static io.vigil.house.HouseRule.SESSION_ANNOTATIONS_ARE_FOR_METHODS;
import static io.vigil.house.HouseRule.SESSION_INTERNALS_ARE_CLOSED;
import static io.vigil.house.HouseRule.SESSION_METHODS_ANSWER_VALUES;
import static io.vigil.house.HouseRule.SESSION_METHODS_CAN_BE_INTERCEPTED;

import java.util.Set;

/** A class as somebody might write it, with the rules that it breaks and no others. */
enum Seed {

    GOOD_RESOURCE("camera", """
            @jakarta.ws.rs.Path("/x") class GoodResource {
                record View(String name, java.util.List<java.util.Optional<String>> more) { }
                private final java.time.Clock clock;
                GoodResource(java.time.Clock clock) { this.clock = clock; }
                @jakarta.ws.rs.GET @jakarta.annotation.security.RolesAllowed("user")
                @io.vigil.session.RequestSession public java.util.List<View> list() { return null; }
                @jakarta.ws.rs.POST @jakarta.annotation.security.PermitAll public void add() { }
                @io.vigil.session.SessionScoped("a.b") java.util.UUID store() { return null; }
                static long count(org.hibernate.Session db) { return 0; }
            }"""),
    GOOD_REMOTE("ai", """
            @jakarta.ws.rs.Path("/x") interface GoodRemote {
                @jakarta.ws.rs.GET io.smallrye.mutiny.Uni<String> ask();
            }"""),
    GOOD_USER("event",
            """
                    class GoodUser { io.vigil.camera.CameraSeed camera; io.vigil.media.MediaSeed media; io.vigil.session.Budget budget; }"""),
    CAMERA("camera", "public class CameraSeed { }"),
    MEDIA("media", "public class MediaSeed { }"),
    EVENT("event", "public class EventSeed { }"),
    SYSTEM("system", "public class SystemSeed { }"),
    ENTITY("camera", "@jakarta.persistence.Entity public class EntitySeed { @jakarta.persistence.Id long id; }"),
    PANACHE("camera", "public class PanacheSeed extends io.quarkus.hibernate.orm.panache.PanacheEntityBase { }"),

    SESSION_USES_FEATURE("session", "class BadSession { io.vigil.camera.CameraSeed it; }", ARROWS),
    UPWARDS("media", "class BadUpwards { void it(io.vigil.event.EventSeed it) { } }", ARROWS, NO_CYCLES),
    USES_SYSTEM("summary", "class BadUserOfSystem { Object it() { return new io.vigil.system.SystemSeed(); } }", ARROWS),
    UNKNOWN_FEATURE("misc", "class BadFeature { }", ARROWS),

    PEEKS("web", "class BadPeek { Object it() { return io.vigil.session.internal.Frame.current(); } }",
            SESSION_INTERNALS_ARE_CLOSED),

    PRIVATE_METHOD("ai", "class BadPrivate { @io.vigil.session.SessionScoped(\"a.b\") private void it() { } }",
            SESSION_METHODS_CAN_BE_INTERCEPTED),
    STATIC_METHOD("ai", "class BadStatic { @io.vigil.session.RequestSession static void it() { } }",
            SESSION_METHODS_CAN_BE_INTERCEPTED),
    FINAL_METHOD("ai", "class BadFinal { @io.vigil.session.SessionScoped(\"a.b\") final void it() { } }",
            SESSION_METHODS_CAN_BE_INTERCEPTED),

    PROMISE("ai", scoped("BadPromise", "java.util.concurrent.CompletableFuture<String>"), SESSION_METHODS_ANSWER_VALUES),
    UNI("ai", scoped("BadUni", "io.smallrye.mutiny.Uni<Void>"), SESSION_METHODS_ANSWER_VALUES),
    MULTI("ai", scoped("BadMulti", "io.smallrye.mutiny.Multi<String>"), SESSION_METHODS_ANSWER_VALUES),
    STREAM("ai", scoped("BadStream", "java.util.stream.IntStream"), SESSION_METHODS_ANSWER_VALUES),
    ITERATOR("ai", scoped("BadIterator", "java.util.Iterator<String>"), SESSION_METHODS_ANSWER_VALUES),
    QUERY("ai", scoped("BadQuery", "org.hibernate.query.SelectionQuery<String>"), SESSION_METHODS_ANSWER_VALUES),
    LATER("ai", scoped("BadLater", "java.util.function.Supplier<String>"), SESSION_METHODS_ANSWER_VALUES),
    ENTITY_ANSWER("camera", scoped("BadEntity", "EntitySeed"), SESSION_METHODS_ANSWER_VALUES),
    PANACHE_ANSWER("camera", scoped("BadPanache", "PanacheSeed"), SESSION_METHODS_ANSWER_VALUES),
    ENTITY_LIST("camera", scoped("BadList", "java.util.Map<String, java.util.List<? extends EntitySeed>>"),
            SESSION_METHODS_ANSWER_VALUES),
    ENTITY_ARRAY("camera", scoped("BadArray", "EntitySeed[]"), SESSION_METHODS_ANSWER_VALUES),
    ENTITY_IN_RECORD("camera", """
            class BadRecord {
                record View(java.util.Optional<EntitySeed> it) { }
                @io.vigil.session.RequestSession View it() { return null; }
            }""", SESSION_METHODS_ANSWER_VALUES),

    SCOPED_CLASS("ai", "@io.vigil.session.SessionScoped(\"a.b\") class BadScopedClass { }",
            SESSION_ANNOTATIONS_ARE_FOR_METHODS),
    REQUEST_CLASS("ai", "@io.vigil.session.RequestSession class BadRequestClass { }", SESSION_ANNOTATIONS_ARE_FOR_METHODS),

    OPEN_ROUTE("ai", "class BadRoute { @jakarta.ws.rs.DELETE public void it() { } }", ROUTES_SAY_WHO_MAY_CALL),

    CDI_SCOPE("ai", "@jakarta.enterprise.context.SessionScoped class BadScope { }", NO_OTHER_TRANSACTION_ANNOTATION),
    CDI_SCOPE_METHOD("ai", "class BadScopeMethod { @jakarta.enterprise.context.SessionScoped void it() { } }",
            NO_OTHER_TRANSACTION_ANNOTATION),
    TRANSACTIONAL("ai", "class BadTransactional { @jakarta.transaction.Transactional void it() { } }",
            NO_OTHER_TRANSACTION_ANNOTATION),

    SESSION_FIELD("ai", "class BadField { static org.hibernate.Session it; }", SESSIONS_ARE_NOT_KEPT),
    SESSION_SUPPLIER("ai", "class BadSupplier { java.util.function.Supplier<jakarta.persistence.EntityManager> it; }",
            SESSIONS_ARE_NOT_KEPT),
    SESSION_RECORD("ai", "record BadHolder(org.hibernate.Session db) { }", SESSIONS_ARE_NOT_KEPT),
    INJECTED_SESSION("ai", "class BadInjection { BadInjection(org.hibernate.Session db) { } }", SESSIONS_ARE_NOT_KEPT),
    INJECTED_POOL("ai", "class BadPool { @jakarta.inject.Inject void it(javax.sql.DataSource pool) { } }",
            SESSIONS_ARE_NOT_KEPT),
    INJECTED_FACTORY("ai", "class BadFactory { @jakarta.inject.Inject org.hibernate.SessionFactory it; }",
            SESSIONS_ARE_NOT_KEPT),

    NAMED_IMPL("ai", "class BadImpl { }", NAMES_SAY_SOMETHING),
    NAMED_MANAGER("ai", "class BadManager { }", NAMES_SAY_SOMETHING),
    NAMED_HELPER("ai", "class BadHelper { }", NAMES_SAY_SOMETHING),
    NAMED_UTIL("ai", "class BadUtil { }", NAMES_SAY_SOMETHING),
    NAMED_UTILS("ai", "class BadUtils { }", NAMES_SAY_SOMETHING),
    NAMED_DTO("ai", "class BadDTO { }", NAMES_SAY_SOMETHING),
    NAMED_DAO("ai", "class BadDao { }", NAMES_SAY_SOMETHING),
    NAMED_BASE("ai", "class BadBase { }", NAMES_SAY_SOMETHING),
    NAMED_ABSTRACT("ai", "class AbstractBad { }", NAMES_SAY_SOMETHING),
    NAMED_ABSTRACT_LAST("ai", "class BadAbstract { }", NAMES_SAY_SOMETHING);

    private final String source;
    private final Set<HouseRule> broken;

    Seed(String feature, String source, HouseRule... broken) {
        this.source = "package io.vigil." + feature + "; " + source;
        this.broken = Set.of(broken);
    }

    String source() {
        return source;
    }

    boolean breaks(HouseRule rule) {
        return broken.contains(rule);
    }

    private static String scoped(String name, String answer) {
        return "class " + name + " { @io.vigil.session.SessionScoped(\"a.b\") " + answer + " it() { return null; } }";
    }
}

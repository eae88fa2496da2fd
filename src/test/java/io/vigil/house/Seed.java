package io.vigil.house;

import static io.vigil.house.HouseRule.ARROWS;
import static io.vigil.house.HouseRule.FEATURE_INTERNALS_ARE_CLOSED;
import static io.vigil.house.HouseRule.NAMES_SAY_SOMETHING;
import static io.vigil.house.HouseRule.NO_CYCLES;
import static io.vigil.house.HouseRule.ROUTES_SAY_WHO_MAY_CALL;
import static io.vigil.house.HouseRule.ROWS_ARE_COPIED_FOR_BACKUPS;
import static io.vigil.house.HouseRule.SESSIONS_ARE_NOT_KEPT;
import static io.vigil.house.HouseRule.SESSION_INTERNALS_ARE_CLOSED;

import java.util.Set;

import io.vigil.testsupport.SeededCode;

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

    SESSION_USES_FEATURE("session", "class BadSession { io.vigil.camera.CameraSeed it; }", ARROWS),
    UPWARDS("media", "class BadUpwards { void it(io.vigil.event.EventSeed it) { } }", ARROWS, NO_CYCLES),
    USES_SYSTEM("summary", "class BadUserOfSystem { Object it() { return new io.vigil.system.SystemSeed(); } }", ARROWS),
    UNKNOWN_FEATURE("misc", "class BadFeature { }", ARROWS),

    PEEKS("web", "class BadPeek { Object it() { return io.vigil.session.internal.Frame.current(); } }",
            SESSION_INTERNALS_ARE_CLOSED, FEATURE_INTERNALS_ARE_CLOSED),
    PEEKS_AT_THE_NET("web", "class BadNet { Object it() { return io.vigil.session.build.SessionNames.isProper(\"a.b\"); } }",
            SESSION_INTERNALS_ARE_CLOSED),

    PEEKS_AT_A_FEATURE("system", "class BadGuest { io.vigil.media.internal.HoldMarks it; }", FEATURE_INTERNALS_ARE_CLOSED),
    COPIES_ROWS("summary",
            "class BadCopy { void it(org.hibernate.Session db) { io.vigil.session.copy.RowCopy.readOneMoment(db); } }",
            ROWS_ARE_COPIED_FOR_BACKUPS),

    OPEN_ROUTE("ai", "class BadRoute { @jakarta.ws.rs.DELETE public void it() { } }", ROUTES_SAY_WHO_MAY_CALL),

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

    String type() {
        return SeededCode.type(source);
    }

    boolean breaks(HouseRule rule) {
        return broken.contains(rule);
    }
}

package io.vigil.session.trees;

import java.util.Arrays;
import java.util.List;

import io.quarkus.arc.Arc;
import io.vigil.session.Budget;
import io.vigil.session.Propagation;
import io.vigil.session.SessionContext.Query;
import io.vigil.session.SessionContext.SessionQuery;
import io.vigil.session.SessionContext.SessionWork;
import io.vigil.session.SessionContext.Work;
import io.vigil.session.SessionSpec;

/** Every way in: the annotated ones as a bean of the application has them, the others with any wishes. */
enum Doorway {

    SCOPED(Propagation.JOIN, false, Budget.REQUEST, DoorwayBean::scoped),
    SCOPED_READ(Propagation.JOIN, true, Budget.REQUEST, DoorwayBean::scopedRead),
    SCOPED_ROOT(Propagation.ROOT_ONLY, false, Budget.AUTH, DoorwayBean::scopedRoot),
    SCOPED_ROOT_READ(Propagation.ROOT_ONLY, true, Budget.BACKGROUND, DoorwayBean::scopedRootRead),
    SCOPED_NEVER(Propagation.NEVER, false, Budget.REQUEST, DoorwayBean::scopedNever),
    SCOPED_BACKGROUND(Propagation.JOIN, false, Budget.BACKGROUND, DoorwayBean::scopedBackground),
    REQUEST(Propagation.JOIN, false, Budget.REQUEST, DoorwayBean::request),
    REQUEST_READ(Propagation.JOIN, true, Budget.AUTH, DoorwayBean::requestRead),
    RUN((spec, body) -> {
        Work<Exception> work = body::run;
        spec.run(work);
    }),
    RUN_WITH((spec, body) -> {
        SessionWork<Exception> work = db -> body.run();
        spec.run(work);
    }),
    CALL((spec, body) -> {
        Object answer = new Object();
        Query<Object, Exception> work = () -> {
            body.run();
            return answer;
        };
        expectSame(answer, spec.call(work));
    }),
    CALL_WITH((spec, body) -> {
        Object answer = new Object();
        SessionQuery<Object, Exception> work = db -> {
            body.run();
            return answer;
        };
        expectSame(answer, spec.call(work));
    });

    private final SessionSpec annotated;
    private final Opener opener;

    private interface Opener {
        void open(SessionSpec spec, World.Body body) throws Exception;
    }

    private interface Method {
        void call(DoorwayBean bean, World.Body body) throws Exception;
    }

    Doorway(Propagation propagation, boolean readOnly, Budget budget, Method method) {
        this.annotated = new SessionSpec("trees.annotated", propagation, readOnly, budget);
        this.opener = (spec, body) -> method.call(Arc.container().instance(DoorwayBean.class).get(), body);
    }

    Doorway(Opener opener) {
        this.annotated = null;
        this.opener = opener;
    }

    static List<Doorway> annotated() {
        return Arrays.stream(values()).filter(door -> door.annotated != null).toList();
    }

    static List<Doorway> programmatic() {
        return Arrays.stream(values()).filter(door -> door.annotated == null).toList();
    }

    /** What the annotation asks for; null where the caller says it. */
    SessionSpec spec() {
        return annotated;
    }

    void open(SessionSpec spec, World.Body body) throws Exception {
        opener.open(spec, body);
    }

    private static void expectSame(Object expected, Object answer) {
        if (answer != expected) {
            throw new AssertionError("The door answered something else than the work");
        }
    }
}

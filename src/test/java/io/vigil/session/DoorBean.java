package io.vigil.session;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

/** The annotated doors, as a bean of the application would have them. */
@ApplicationScoped
class DoorBean {

    @SessionScoped("test.session-scoped")
    void sessionScoped(Door.Work work) throws Exception {
        work.run();
    }

    @RequestSession
    void requestSession(Door.Work work) throws Exception {
        work.run();
    }

    @SessionScoped(value = "test.root-only", propagation = Propagation.ROOT_ONLY)
    void rootOnly(Door.Work work) throws Exception {
        work.run();
    }

    @SessionScoped(value = "test.never", propagation = Propagation.NEVER)
    void never(Door.Work work) throws Exception {
        work.run();
    }

    @SessionScoped(value = "test.read-only", readOnly = true)
    void readOnly(Door.Work work) throws Exception {
        work.run();
    }

    @SessionScoped(value = "test.background", budget = Budget.BACKGROUND)
    void background(Door.Work work) throws Exception {
        work.run();
    }

    @SessionScoped("test.answer")
    <T> T answer(Supplier<T> work) {
        return work.get();
    }

    void callsItself(Door.Work work) throws Exception {
        sessionScoped(work);
    }
}

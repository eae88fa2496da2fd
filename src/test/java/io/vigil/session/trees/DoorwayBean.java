package io.vigil.session.trees;

import jakarta.enterprise.context.ApplicationScoped;

import io.vigil.session.Budget;
import io.vigil.session.Propagation;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionScoped;

/** The annotated doors; what each asks for is said a second time in {@link Doorway}. */
@ApplicationScoped
class DoorwayBean {

    @SessionScoped("trees.scoped")
    void scoped(World.Body body) throws Exception {
        body.run();
    }

    @SessionScoped(value = "trees.scoped-read", readOnly = true)
    void scopedRead(World.Body body) throws Exception {
        body.run();
    }

    @SessionScoped(value = "trees.scoped-root", propagation = Propagation.ROOT_ONLY, budget = Budget.AUTH)
    void scopedRoot(World.Body body) throws Exception {
        body.run();
    }

    @SessionScoped(value = "trees.scoped-root-read", propagation = Propagation.ROOT_ONLY, readOnly = true, budget = Budget.BACKGROUND)
    void scopedRootRead(World.Body body) throws Exception {
        body.run();
    }

    @SessionScoped(value = "trees.scoped-never", propagation = Propagation.NEVER)
    void scopedNever(World.Body body) throws Exception {
        body.run();
    }

    @SessionScoped(value = "trees.scoped-background", budget = Budget.BACKGROUND)
    void scopedBackground(World.Body body) throws Exception {
        body.run();
    }

    @RequestSession("trees.request")
    void request(World.Body body) throws Exception {
        body.run();
    }

    @RequestSession(value = "trees.request-read", readOnly = true, budget = Budget.AUTH)
    void requestRead(World.Body body) throws Exception {
        body.run();
    }
}

package io.vigil.session;

import io.quarkus.arc.Arc;

/** Every way in, so that each rule is tried at each. */
public enum Door {

    SESSION_SCOPED {
        @Override
        public void open(Work work) throws Exception {
            bean().sessionScoped(work);
        }
    },
    REQUEST_SESSION {
        @Override
        public void open(Work work) throws Exception {
            bean().requestSession(work);
        }
    },
    RUN {
        @Override
        public void open(Work work) throws Exception {
            SessionContext.<Exception> run("test.run", () -> work.run());
        }
    },
    RUN_WITH_SESSION {
        @Override
        public void open(Work work) throws Exception {
            SessionContext.<Exception> run("test.run-with", db -> work.run());
        }
    },
    CALL {
        @Override
        public void open(Work work) throws Exception {
            SessionContext.<String, Exception> call("test.call", () -> {
                work.run();
                return "done";
            });
        }
    },
    CALL_WITH_SESSION {
        @Override
        public void open(Work work) throws Exception {
            SessionContext.<String, Exception> call("test.call-with", db -> {
                work.run();
                return "done";
            });
        }
    };

    /** What is done inside; it may fail in any way. */
    public interface Work {
        void run() throws Exception;
    }

    public abstract void open(Work work) throws Exception;

    static DoorBean bean() {
        return Arc.container().instance(DoorBean.class).get();
    }
}

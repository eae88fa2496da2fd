package io.vigil.session.trees;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps those quiet who would log each failure that is drawn by lot: it would be megabytes. */
final class Quiet {

    private static final List<Logger> LOGGERS = List.of(Logger.getLogger("io.vigil.session.internal"),
            Logger.getLogger("com.arjuna"), Logger.getLogger("io.agroal.pool"), Logger.getLogger("io.quarkus.agroal"),
            Logger.getLogger("org.hibernate.orm.session"));

    /** What is done meanwhile. */
    interface Work<T, X extends Exception> {
        T call() throws X;
    }

    private Quiet() {
    }

    static <T, X extends Exception> T during(Work<T, X> work) throws X {
        List<Level> levels = LOGGERS.stream().map(Logger::getLevel).toList();
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
        try {
            return work.call();
        } finally {
            for (int i = 0; i < LOGGERS.size(); i++) {
                LOGGERS.get(i).setLevel(levels.get(i));
            }
        }
    }
}

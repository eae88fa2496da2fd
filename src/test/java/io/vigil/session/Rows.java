package io.vigil.session;

import java.util.List;

import org.hibernate.type.StandardBasicTypes;

import io.vigil.testsupport.Database;

/** What sessions write in these tests, and what PostgreSQL has of it. */
public final class Rows {

    private Rows() {
    }

    /** Inserts a row in the open session. */
    public static void add(String key) {
        SessionContext.current().createNativeMutationQuery("insert into setting values (:key, 'x', now())")
                .setParameter("key", key).executeUpdate();
    }

    /** The keys that are stored, seen from outside. */
    public static List<String> stored() {
        return Database.column("select key from setting order by key");
    }

    /** The value of a PostgreSQL expression in the open session. */
    public static String ask(String expression) {
        return SessionContext.current().createNativeQuery("select cast(" + expression + " as text) as answer", String.class)
                .addScalar("answer", StandardBasicTypes.STRING).getSingleResult();
    }
}

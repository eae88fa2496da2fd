package io.vigil.session.internal;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.resource.jdbc.spi.StatementInspector;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;

/** Counts the statements that Hibernate prepares, for the frame they belong to. */
@PersistenceUnitExtension
@ApplicationScoped
public class StatementCount implements StatementInspector {

    @Override
    public String inspect(String sql) {
        Frame frame = Frame.current();
        if (frame != null) {
            frame.root().countStatement();
        }
        return sql;
    }
}

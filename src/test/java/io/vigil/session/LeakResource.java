package io.vigil.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;

import io.agroal.api.AgroalDataSource;

/** Code as it must not be: it leaves transactions on its thread, and writes past the doors. */
@Path("/test/leaks")
class LeakResource {

    private final TransactionManager transactions;
    private final Plain plain;

    LeakResource(TransactionManager transactions, Plain plain) {
        this.transactions = transactions;
        this.plain = plain;
    }

    /** Answers the name of the thread that it leaks on. */
    @POST
    @PermitAll
    @Operation(hidden = true)
    public String leak() throws NotSupportedException, SystemException {
        transactions.begin();
        return Thread.currentThread().getName();
    }

    @POST
    @Path("/fails")
    @PermitAll
    @Operation(hidden = true)
    public String leakAndFail() throws NotSupportedException, SystemException {
        transactions.begin();
        throw new IllegalStateException("after the leak");
    }

    /** Answers the name of the thread that it wrote on. */
    @POST
    @Path("/plain")
    @PermitAll
    @Operation(hidden = true)
    public String add(@QueryParam("key") String key) throws SQLException {
        plain.add(key);
        return Thread.currentThread().getName();
    }

    /** What an ordinary Quarkus application does. */
    @ApplicationScoped
    static class Plain {

        private final AgroalDataSource pool;

        Plain(AgroalDataSource pool) {
            this.pool = pool;
        }

        @Transactional
        void add(String key) throws SQLException {
            try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("insert into setting values ('" + key + "', 'x', now())");
            }
        }
    }
}

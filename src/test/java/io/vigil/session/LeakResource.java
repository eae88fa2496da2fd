package io.vigil.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;

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
    public String add(@QueryParam("key") String key) {
        plain.add(key);
        return Thread.currentThread().getName();
    }

    /** What an ordinary Quarkus application does; programmatically, because the build refuses the annotation. */
    @ApplicationScoped
    static class Plain {

        private final AgroalDataSource pool;

        Plain(AgroalDataSource pool) {
            this.pool = pool;
        }

        void add(String key) {
            QuarkusTransaction.joiningExisting().run(() -> insert(key));
        }

        private void insert(String key) {
            try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("insert into setting values ('" + key + "', 'x', now())");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

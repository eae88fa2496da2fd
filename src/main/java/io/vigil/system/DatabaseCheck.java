package io.vigil.system;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the schema is there and the database answers. What lies outside, such as a provider, is not asked. */
@Readiness
class DatabaseCheck implements HealthCheck {

    private final DatabaseProbe probe;

    DatabaseCheck(DatabaseProbe probe) {
        this.probe = probe;
    }

    @Override
    public HealthCheckResponse call() {
        DatabaseProbe.Answer answer = probe.ask();
        return answer.ready() ? HealthCheckResponse.up("database")
                : HealthCheckResponse.named("database").down().withData("reason", answer.reason()).build();
    }
}

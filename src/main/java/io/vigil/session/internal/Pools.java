package io.vigil.session.internal;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalPoolInterceptor;
import io.quarkus.agroal.DataSource;

/**
 * The two pools behind the doors: one that writes (the default data source) and one whose connections are born read-only (the
 * data source {@code read}). A thread holds a connection of one of them at most.
 */
@Singleton
class Pools {

    /** Takes the place of the default data source wherever that is asked for. */
    @Produces
    @Alternative
    @Priority(1)
    @Singleton
    AgroalDataSource routing(BeanManager beans, @DataSource("read") AgroalDataSource reading) {
        return new RoutingDataSource(writing(beans), reading);
    }

    @Produces
    @Singleton
    @DataSource("read")
    AgroalPoolInterceptor watch(ConnectionWatch watch) {
        return watch;
    }

    /** Asked of the bean manager, because an injection point would be answered with the alternative above. */
    private static AgroalDataSource writing(BeanManager beans) {
        Bean<?> pool = beans.getBeans(AgroalDataSource.class, Default.Literal.INSTANCE).stream()
                .filter(bean -> !bean.isAlternative()).findFirst().orElseThrow();
        return (AgroalDataSource) beans.getReference(pool, AgroalDataSource.class, beans.createCreationalContext(pool));
    }
}

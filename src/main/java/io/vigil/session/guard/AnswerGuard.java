package io.vigil.session.guard;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Query;

import org.hibernate.ScrollableResults;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.query.CommonQueryContract;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.smallrye.mutiny.Uni;

/**
 * Tells answers that would outlive the session they come from: entities, and what asks the database later. The build looks at
 * what annotated methods declare; this at what any door answers, and at the first element of what holds several.
 */
public final class AnswerGuard {

    private static final List<Class<?>> OUTLIVING = List.of(BaseStream.class, Iterator.class, CompletionStage.class,
            Future.class, Uni.class, Flow.Publisher.class, Query.class, CommonQueryContract.class, PanacheQuery.class,
            ScrollableResults.class, EntityManager.class, PersistentCollection.class);

    private static final ClassValue<Boolean> OUTLIVES = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isStored(type) || OUTLIVING.stream().anyMatch(kind -> kind.isAssignableFrom(type));
        }
    };

    private AnswerGuard() {
    }

    /** What in this answer may not leave its session; null if nothing is found. */
    public static Class<?> outliving(Object answer) {
        if (answer == null) {
            return null;
        }
        if (OUTLIVES.get(answer.getClass())) {
            return answer.getClass();
        }
        Object within = null;
        if (answer instanceof Collection<?> collection) {
            within = collection.isEmpty() ? null : collection.iterator().next();
        } else if (answer instanceof Optional<?> optional) {
            within = optional.orElse(null);
        } else if (answer instanceof Map<?, ?> map) {
            within = map.isEmpty() ? null : map.values().iterator().next();
        }
        return within != null && OUTLIVES.get(within.getClass()) ? within.getClass() : null;
    }

    private static boolean isStored(Class<?> type) {
        for (Class<?> kind = type; kind != null; kind = kind.getSuperclass()) {
            if (kind.isAnnotationPresent(Entity.class) || kind.isAnnotationPresent(MappedSuperclass.class)) {
                return true;
            }
        }
        return false;
    }
}

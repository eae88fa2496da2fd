package io.vigil.system.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.common.runtime.ScheduledInvoker;
import io.quarkus.scheduler.common.runtime.ScheduledMethod;
import io.quarkus.scheduler.common.runtime.SchedulerContext;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.Vertx;

/**
 * Does the work of all {@code @Scheduled} methods after the clock was set back. The scheduler fires a method when its period
 * has passed since the last time by the clock on the wall, so it would wait until that is where it was before: for an hour
 * after a step of an hour. Until then each method has a second trigger, which does not know the former time. Both may fire for
 * a moment; every tick of ours asks the database what is due, and bears it.
 */
@ApplicationScoped
public class StandIns {

    private static final Logger LOG = Logger.getLogger(StandIns.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final SchedulerContext context;
    private final Clock clock;
    private final Vertx vertx;
    private final List<String> identities = new ArrayList<>();
    private Instant until = Instant.MIN;
    private int steps;

    StandIns(Scheduler scheduler, SchedulerContext context, Clock clock, Vertx vertx) {
        this.scheduler = scheduler;
        this.context = context;
        this.clock = clock;
        this.vertx = vertx;
    }

    /** After the scheduler, whose start has no priority. */
    void start(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
        if (scheduler.isStarted()) {
            StepsBack stepsBack = new StepsBack(clock.instant(), System::nanoTime);
            // By the event loop's clock, which nobody sets.
            vertx.setPeriodic(LOOK.toMillis(), timer -> look(stepsBack, clock.instant()));
        }
    }

    private synchronized void look(StepsBack stepsBack, Instant now) {
        stepsBack.before(now).ifPresent(before -> {
            LOG.warnf("The clock was set back by %s to %s; what is scheduled goes on", Duration.between(now, before), now);
            until = until.isAfter(before) ? until : before;
            end();
            begin();
        });
        if (!identities.isEmpty() && now.isAfter(until)) {
            LOG.info("The clock is where it was before it was set back");
            end();
        }
    }

    private void begin() {
        steps++;
        for (ScheduledMethod method : context.getScheduledMethods()) {
            ScheduledInvoker invoker = context.createInvoker(method.getInvokerClassName());
            for (Scheduled schedule : method.getSchedules()) {
                String identity = method.getMethodDescription() + " after step " + steps + "." + identities.size();
                scheduler.newJob(identity).setInterval(schedule.every())
                        .setConcurrentExecution(schedule.concurrentExecution())
                        .setTask(Unchecked.consumer(invoker::invoke)::accept).schedule();
                identities.add(identity);
            }
        }
    }

    private void end() {
        identities.forEach(scheduler::unscheduleJob);
        identities.clear();
    }
}

package io.vigil.summary.digest;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.settings.Settings;
import io.vigil.summary.digest.DigestRuns.Claimed;
import io.vigil.summary.digest.DigestRuns.Known;

/** The digests that are to be written by themselves. */
@Singleton
public class DueDigests {

    private static final Logger LOG = Logger.getLogger(DueDigests.class);

    private final DigestWriter writer;
    private final Settings settings;
    private final DigestConfig config;
    private final Clock clock;
    /** Whether that was said already. */
    private final AtomicBoolean isLost = new AtomicBoolean();

    DueDigests(DigestWriter writer, Settings settings, DigestConfig config, Clock clock) {
        this.writer = writer;
        this.settings = settings;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Claims the one that is due for the longest and has it written; returns while it is. For a worker thread outside any
     * session.
     *
     * @param then what to do when it is written, or could not be, on a worker thread; never where false is answered
     * @return whether there was one
     */
    public boolean writeNext(Runnable then) {
        Optional<Claimed> claimed = claim();
        claimed.ifPresent(digest -> writer.write(digest, false).subscribe().with(written -> then.run(), failure -> {
            LOG.errorf(failure, "Digest %s stays as it is until its lease ends", digest.period().key());
            then.run();
        }));
        return claimed.isPresent();
    }

    private Optional<Claimed> claim() {
        DigestSchedule schedule = DigestSchedule.of(settings);
        Instant now = clock.instant();
        Known known = SessionContext.session("digest.look").rootOnly().asReadOnly().within(Budget.REQUEST)
                .call(db -> DigestRuns.known(db, now));
        DigestPlan plan = DigestPlan.of(schedule, known, now, config.catchUp());
        if (plan.hasNews()) {
            note(plan, now);
        }
        if (isLost.getAndSet(plan.isLost()) != plan.isLost() && plan.isLost()) {
            LOG.warnf("The clock is, or was, more than %d days wrong: there are digests of days to come. They stay",
                    DigestPlan.REACH.toDays());
        }
        for (DigestPeriod period : plan.due()) {
            Optional<Claimed> claimed = SessionContext.session("digest.claim").rootOnly().within(Budget.REQUEST)
                    .call(db -> DigestRuns.claim(db, period, config.lease()));
            if (claimed.isPresent()) {
                return claimed;
            }
        }
        return Optional.empty();
    }

    private void note(DigestPlan plan, Instant now) {
        SessionContext.session("digest.note").rootOnly().within(Budget.REQUEST).run(db -> {
            DigestRuns.begin(db, plan.begun(), now);
            DigestRuns.end(db, plan.ended(), now);
            plan.missed().forEach(period -> DigestRuns.skip(db, period,
                    "Nobody was there to write it within " + config.catchUp().toHours() + " hours", now));
            if (plan.tooEarly()) {
                int reopened = DigestRuns.reopen(db, DigestPlan.SKEW, DigestPlan.REACH, now);
                LOG.warnf("The clock went back; %d digests are written anew when their periods are over", reopened);
            }
        });
    }
}

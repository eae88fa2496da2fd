package io.vigil.ai.spending;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;

import io.quarkus.arc.All;
import io.vigil.ai.AiCall;
import io.vigil.ai.spending.Ledger.Balance;
import io.vigil.ai.spending.Ledger.Booked;
import io.vigil.ai.spending.Period.Kind;
import io.vigil.ai.spending.SpendingAlerts.Alert;
import io.vigil.ai.spending.SpendingStatus.Amount;
import io.vigil.ai.spending.SpendingStatus.Reason;
import io.vigil.ai.spending.UsageRows.Purpose;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.settings.Settings;

/**
 * The household's money for models: kept before a call, booked after it. A call may begin for as long as the caps are not
 * reached by what was spent and what is kept together, so that no number of callers goes beyond a cap by more than one call.
 *
 * <pre>
 * Optional&lt;Reservation&gt; kept = spending.reserve(estimate, eventId, Duration.ofMinutes(2));  // none: pause
 * List&lt;AiCall&gt; calls = …;                                                              // no session
 * SessionContext.run("event.record", db -&gt; { …; spending.settle(kept.get(), calls, cameraId, eventId, mode); });
 * </pre>
 */
@Singleton
public class Spending {

    /** Each has a column of its own in the rows of periods. */
    private static final int[] STEPS = { 100, 80, 50 };
    /** What rows hold of an amount; a finer one would come back as another than was kept. */
    private static final int SCALE = 6;

    private final Settings settings;
    private final List<SpendingAlerts> alerts;
    private final Clock clock;

    Spending(Settings settings, @All List<SpendingAlerts> alerts, Clock clock) {
        this.settings = settings;
        this.alerts = alerts;
        this.clock = clock;
    }

    /**
     * Keeps money for calls, in a session of its own; opens none where no cap is set or the calls cost nothing.
     *
     * @param atMost what they may cost in USD; kept to the next millionth above
     * @param forWhat the event, or whatever else they are for
     * @param hold how long to keep it; a reservation that is neither settled nor released by then counts as spent
     * @return empty if a cap is reached
     */
    public Optional<Reservation> reserve(BigDecimal atMost, UUID forWhat, Duration hold) {
        Caps caps = Caps.of(settings);
        Instant now = clock.instant();
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        if (caps.none() || atMost.signum() <= 0) {
            return Optional.of(new Reservation(id, forWhat, BigDecimal.ZERO, null, now));
        }
        Reservation wanted = new Reservation(id, forWhat, atMost.setScale(SCALE, RoundingMode.UP),
                Period.today(now, caps.zone()), now);
        return SessionContext.session("ai.reserve").rootOnly().within(Budget.REQUEST).call(db -> {
            SpendingStatus status = status(Ledger.lock(db, wanted.day(), caps.zone()), caps, now);
            if (status.paused()) {
                return Optional.empty();
            }
            Ledger.reserve(db, wanted, now.plus(hold));
            return Optional.of(wanted);
        });
    }

    /**
     * Books the calls that were made, also failed ones, in the session that is open, and gives back what they did not cost.
     * Call it last in that session: it holds the household's money until the commit. Settling twice books once; settling late
     * corrects what was assumed.
     *
     * @param cameraId whose event it is, or null
     * @param eventId null if the calls were for something else
     * @param analysisMode what the vision calls were shown, in the contract's word; or null
     */
    public void settle(Reservation reservation, List<AiCall> calls, UUID cameraId, UUID eventId, String analysisMode) {
        Session db = SessionContext.current();
        boolean held = reservation.isKept() && Ledger.drop(db, reservation.id());
        boolean assumed = reservation.isKept() && !held && UsageRows.removeUnknown(db, reservation.id());
        UsageRows.insert(db, reservation, calls, new Purpose(cameraId, eventId, analysisMode));
        if (held || assumed) {
            BigDecimal cost = calls.stream().map(Spending::costOf).reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal amount = reservation.amount();
            book(db, reservation.day(), held ? amount.negate() : BigDecimal.ZERO, assumed ? cost.subtract(amount) : cost);
        }
    }

    /**
     * Gives the money back because no call was made, as when the pipeline fails before it asks anybody. Call it there outside
     * any session: it opens a short one of its own, and has committed when it returns, whatever became of the work. Within one
     * it joins, holds the household's money until the commit, and gives nothing back if that session rolls back. Releasing
     * twice, or what was settled, does nothing.
     */
    public void release(Reservation reservation) {
        if (reservation.isKept()) {
            SessionContext.session("ai.release").within(Budget.REQUEST).run(db -> {
                if (Ledger.drop(db, reservation.id())) {
                    book(db, reservation.day(), reservation.amount().negate(), BigDecimal.ZERO);
                }
            });
        }
    }

    /** What was spent and whether more may be, as it is now: one SELECT. */
    public SpendingStatus status() {
        Caps caps = Caps.of(settings);
        Instant now = clock.instant();
        Map<Kind, Balance> balances = SessionContext.session("ai.spending-status").asReadOnly().within(Budget.REQUEST)
                .call(db -> Ledger.read(db, Period.today(now, caps.zone()), caps.zone()));
        return status(balances, caps, now);
    }

    /** What a call counts with, in its own row and in those of its periods alike. */
    static BigDecimal costOf(AiCall call) {
        return call.cost().setScale(SCALE, RoundingMode.HALF_UP);
    }

    /** Turns what was kept on these days into money spent. */
    void bookKept(Session db, Map<LocalDate, BigDecimal> amounts) {
        Map<Period, BigDecimal> byPeriod = new TreeMap<>();
        amounts.forEach((day, amount) -> {
            byPeriod.merge(Period.day(day), amount, BigDecimal::add);
            byPeriod.merge(Period.month(day), amount, BigDecimal::add);
        });
        Caps caps = Caps.of(settings);
        byPeriod.forEach((period, amount) -> book(db, caps, period, amount.negate(), amount));
    }

    private void book(Session db, LocalDate day, BigDecimal reserved, BigDecimal settled) {
        Caps caps = Caps.of(settings);
        book(db, caps, Period.day(day), reserved, settled);
        book(db, caps, Period.month(day), reserved, settled);
    }

    private void book(Session db, Caps caps, Period period, BigDecimal reserved, BigDecimal settled) {
        Optional<Booked> booked = Ledger.book(db, period, caps, reserved, settled);
        if (booked.isPresent() && caps.of(period.kind()).isPresent()) {
            alert(db, period, booked.get(), caps.of(period.kind()).get());
        }
    }

    private void alert(Session db, Period period, Booked booked, BigDecimal cap) {
        BigDecimal percent = Amount.percentOf(booked.spent(), cap);
        for (int step : STEPS) {
            if (step <= booked.alerted()) {
                return;
            }
            if (booked.spent().signum() > 0 && percent.compareTo(BigDecimal.valueOf(step)) >= 0) {
                Ledger.alerted(db, period, step, cap);
                Alert alert = new Alert(period.kind().adjective(), period.startsOn(), step, booked.spent(), cap,
                        clock.instant());
                alerts.forEach(listener -> listener.take(alert));
                return;
            }
        }
    }

    private static SpendingStatus status(Map<Kind, Balance> balances, Caps caps, Instant now) {
        Amount daily = amount(balances.get(Kind.DAY), caps.daily());
        Amount monthly = amount(balances.get(Kind.MONTH), caps.monthly());
        LocalDate today = Period.today(now, caps.zone());
        ZoneId zone = caps.zone();
        if (monthly.isUsedUp()) {
            return new SpendingStatus(daily, monthly, true, Reason.COST_CAP_MONTHLY, Period.month(today).end(zone));
        }
        if (daily.isUsedUp()) {
            return new SpendingStatus(daily, monthly, true, Reason.COST_CAP_DAILY, Period.day(today).end(zone));
        }
        return new SpendingStatus(daily, monthly, false, null, null);
    }

    private static Amount amount(Balance balance, Optional<BigDecimal> cap) {
        return new Amount(balance.spent(), balance.reserved(), cap.orElse(null));
    }
}

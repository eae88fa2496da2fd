package io.vigil.protect.fetching;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;

import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.protect.ProtectConfig;
import io.vigil.protect.fetching.MediaPlan.Span;
import io.vigil.protect.fetching.MediaPlan.Wanted;
import io.vigil.protect.fetching.MediaPlan.What;
import io.vigil.protect.internal.JsonText;

/** The table of what is to be fetched, as a queue, inside the session that is open. */
@Singleton
public class MediaRows {

    private static final String ADD = """
            insert into protect_media (event_id, what, controller_id, native_id, awaited, due_at, give_up_at, attempts,
                created_at)
            select w.event_id, w.what, :controller, w.native_id, w.awaited, w.due_at, w.give_up_at, 0, :now
            from jsonb_to_recordset(cast(:wanted as jsonb)) as w(event_id uuid, what text, native_id text, awaited boolean,
                due_at timestamptz, give_up_at timestamptz)
            on conflict (event_id, what) do nothing""";

    private static final String MOVE = """
            update protect_media m set due_at = t.due_at, give_up_at = t.due_at + :patience * interval '1 second'
            from jsonb_to_recordset(cast(:times as jsonb)) as t(event_id uuid, what text, due_at timestamptz)
            where m.event_id = t.event_id and m.what = t.what and m.due_at is not null and m.attempts = 0""";

    /** A claim is a lease: what was not recorded by its end is claimed again. */
    private static final String CLAIM = """
            with due as materialized (
                select d.event_id, d.what
                from jsonb_to_recordset(cast(:slots as jsonb)) as s(controller_id uuid, snapshots integer, clips integer)
                cross join lateral (
                    select * from (select m.event_id, m.what from protect_media m where m.controller_id = s.controller_id
                        and m.what <> 'clip' and m.due_at <= :now and m.give_up_at >= :now
                    order by m.due_at limit s.snapshots for update skip locked) pictures
                    union all
                    select * from (select m.event_id, m.what from protect_media m where m.controller_id = s.controller_id
                        and m.what = 'clip' and m.due_at <= :now and m.give_up_at >= :now
                    order by m.due_at limit s.clips for update skip locked) films
                ) d
            )
            update protect_media m set due_at = :lease_end, attempts = m.attempts + 1
            from due left join protect_media own on own.event_id = due.event_id and own.what = due.what
                left join protect_event p on p.controller_id = own.controller_id and p.native_id = own.native_id
            where m.event_id = due.event_id and m.what = due.what
            returning m.event_id, m.what, m.controller_id, m.native_id, m.attempts, m.give_up_at, p.device, p.started_at,
                p.ended_at""";

    private static final String END = """
            update protect_media set due_at = null, outcome = :outcome, last_error = cast(:error as text)
            where event_id = :event and what = :what and attempts = :attempts and due_at is not null""";

    private static final String POSTPONE = """
            update protect_media set due_at = :due_at, last_error = :error
            where event_id = :event and what = :what and attempts = :attempts and due_at is not null""";

    /** Without a live picture, the event's own may be had later: where clips are, that is too. */
    private static final String ASK_FOR_THUMBNAIL = """
            insert into protect_media (event_id, what, controller_id, native_id, awaited, due_at, give_up_at, attempts,
                created_at)
            select s.event_id, 'thumbnail', s.controller_id, s.native_id, true,
                greatest(:now, coalesce(p.ended_at, p.started_at + :longest * interval '1 second')),
                greatest(:now, coalesce(p.ended_at, p.started_at + :longest * interval '1 second'))
                    + :patience * interval '1 second', 0, :now
            from protect_media s left join protect_event p on p.controller_id = s.controller_id and p.native_id = s.native_id
            where s.event_id = any(cast(string_to_array(:events, ',') as uuid[])) and s.what = 'snapshot'
                and p.started_at is not null
                and exists (select 1 from protect_media c where c.event_id = s.event_id and c.what = 'clip')
            on conflict (event_id, what) do nothing
            returning event_id""";

    private static final String EXPIRE = """
            with over as materialized (
                select event_id, what from protect_media where due_at is not null and give_up_at < :now and due_at < :now
                order by give_up_at limit :most for update skip locked
            )
            update protect_media m set due_at = null, outcome = 'given_up',
                last_error = coalesce(m.last_error, 'The controller could not be asked in time')
            from over where m.event_id = over.event_id and m.what = over.what
            returning m.event_id, m.what""";

    private static final String NOTHING_LEFT = """
            select distinct t.id from unnest(cast(string_to_array(:events, ',') as uuid[])) as t(id)
            where not exists (select 1 from protect_media m where m.event_id = t.id and m.awaited and m.due_at is not null)""";

    private static final String PURGE = """
            with old as materialized (
                select event_id, what from protect_media where created_at < :before and due_at is null
                order by created_at limit :most for update skip locked
            )
            delete from protect_media m using old where m.event_id = old.event_id and m.what = old.what""";

    private final JsonText json;
    private final ProtectConfig.Events config;

    MediaRows(JsonText json, ProtectConfig config) {
        this.json = json;
        this.config = config.events();
    }

    /** How much more may be asked of a controller at once. */
    record Slots(UUID controllerId, int snapshots, int clips) {
    }

    /**
     * What this process is to fetch now.
     *
     * @param device null if the event is forgotten
     * @param endedAt null if nobody told
     */
    record Claimed(UUID eventId, What what, UUID controllerId, String nativeId, int attempt, Instant giveUpAt, String device,
            Instant startedAt, Instant endedAt) {
    }

    /** Something that will not be fetched any more. */
    record Expired(UUID eventId, What what) {
    }

    private record Time(UUID eventId, String what, String dueAt) {
    }

    /** Adds what is to be fetched. */
    public void add(Session db, UUID controllerId, List<Wanted> wanted, Instant now) {
        if (!wanted.isEmpty()) {
            db.createNativeMutationQuery(ADD).setParameter("controller", controllerId).setParameter("wanted", json.of(wanted))
                    .setParameter("now", now).executeUpdate();
        }
    }

    /** The ends of these events are known: what was not asked for yet is asked for then. */
    public void ended(Session db, Collection<Span> events, MediaPlan plan, Instant now) {
        if (!events.isEmpty()) {
            List<Time> times = events.stream().mapMulti((Span event, Consumer<Time> out) -> {
                out.accept(new Time(event.eventId(), What.CLIP.word(), plan.clipDue(event, now).toString()));
                out.accept(new Time(event.eventId(), What.THUMBNAIL.word(), plan.thumbnailDue(event, now).toString()));
            }).toList();
            db.createNativeMutationQuery(MOVE).setParameter("times", json.of(times))
                    .setParameter("patience", config.patience().toSeconds()).executeUpdate();
        }
    }

    /** Claims what is due, as much as there are slots. */
    List<Claimed> claim(Session db, List<Slots> slots, Instant now, Duration lease) {
        return db.createNativeQuery(CLAIM, Tuple.class).addScalar("event_id", StandardBasicTypes.UUID)
                .addScalar("what", StandardBasicTypes.STRING).addScalar("controller_id", StandardBasicTypes.UUID)
                .addScalar("native_id", StandardBasicTypes.STRING).addScalar("attempts", StandardBasicTypes.INTEGER)
                .addScalar("give_up_at", StandardBasicTypes.INSTANT).addScalar("device", StandardBasicTypes.STRING)
                .addScalar("started_at", StandardBasicTypes.INSTANT).addScalar("ended_at", StandardBasicTypes.INSTANT)
                .setParameter("slots", json.of(slots)).setParameter("now", now).setParameter("lease_end", now.plus(lease))
                .getResultList().stream()
                .map(row -> new Claimed(row.get(0, UUID.class), what(row.get(1, String.class)), row.get(2, UUID.class),
                        row.get(3, String.class), row.get(4, Integer.class), row.get(5, Instant.class),
                        row.get(6, String.class), row.get(7, Instant.class), row.get(8, Instant.class)))
                .toList();
    }

    private static What what(String word) {
        return What.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** It is over; false if another holds it by now. */
    boolean end(Session db, Claimed claimed, String outcome, String error) {
        return db.createNativeMutationQuery(END).setParameter("outcome", outcome).setParameter("error", error, String.class)
                .setParameter("event", claimed.eventId()).setParameter("what", claimed.what().word())
                .setParameter("attempts", claimed.attempt()).executeUpdate() == 1;
    }

    /** It is tried again then. */
    void postpone(Session db, Claimed claimed, Instant dueAt, String error) {
        db.createNativeMutationQuery(POSTPONE).setParameter("due_at", dueAt).setParameter("error", error)
                .setParameter("event", claimed.eventId()).setParameter("what", claimed.what().word())
                .setParameter("attempts", claimed.attempt()).executeUpdate();
    }

    /** Asks for the own pictures of events that have no other; answers those for which that makes sense. */
    List<UUID> askForThumbnails(Session db, Collection<UUID> events, Instant now) {
        return events.isEmpty() ? List.of()
                : db.createNativeQuery(ASK_FOR_THUMBNAIL, UUID.class).addScalar("event_id", StandardBasicTypes.UUID)
                        .setParameter("events", ids(events)).setParameter("now", now)
                        .setParameter("longest", config.longestOpen().toSeconds())
                        .setParameter("patience", config.patience().toSeconds()).getResultList();
    }

    /** Gives up to that many up whose time is over. */
    List<Expired> expire(Session db, int most, Instant now) {
        return db.createNativeQuery(EXPIRE, Tuple.class).addScalar("event_id", StandardBasicTypes.UUID)
                .addScalar("what", StandardBasicTypes.STRING).setParameter("now", now).setParameter("most", most)
                .getResultList().stream().map(row -> new Expired(row.get(0, UUID.class), what(row.get(1, String.class))))
                .toList();
    }

    /** Those of these events that await nothing any more. */
    List<UUID> nothingLeft(Session db, Collection<UUID> events) {
        return db.createNativeQuery(NOTHING_LEFT, UUID.class).addScalar("id", StandardBasicTypes.UUID)
                .setParameter("events", ids(events)).getResultList();
    }

    /** Forgets up to that many that are over; answers how many. */
    public int purge(Session db, Instant before, int most) {
        return db.createNativeMutationQuery(PURGE).setParameter("before", before).setParameter("most", most).executeUpdate();
    }

    private static String ids(Collection<UUID> events) {
        return String.join(",", events.stream().map(UUID::toString).toList());
    }
}

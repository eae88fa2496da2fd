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
            update protect_media m set due_at = t.due_at, give_up_at = t.due_at + (m.give_up_at - m.due_at)
            from jsonb_to_recordset(cast(:times as jsonb)) as t(event_id uuid, what text, due_at timestamptz)
            where m.event_id = t.event_id and m.what = t.what and m.due_at is not null and m.attempts = 0""";

    /**
     * A claim is a lease: what was not recorded by its end is claimed again. The controller knows pictures by the ids of its
     * private API, so where the event was told under an id of each, it is that one.
     */
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
                left join lateral (select t.native_id from protect_event t where t.event_id = due.event_id
                    and t.controller_id = own.controller_id and t.type = p.type and p.native_id like '%-%'
                    and t.native_id not like '%-%' order by t.started_at limit 1) twin on true
            where m.event_id = due.event_id and m.what = due.what
            returning m.event_id, m.what, m.controller_id, coalesce(twin.native_id, m.native_id) as native_id, m.attempts,
                m.give_up_at, p.device, p.started_at, p.ended_at""";

    private static final String END = """
            update protect_media set due_at = null, outcome = :outcome, last_error = cast(:error as text)
            where event_id = :event and what = :what and attempts = :attempts and due_at is not null""";

    private static final String ATTACHED = """
            update protect_media set due_at = null, outcome = 'attached', last_error = null
            where event_id = :event and what = :what""";

    private static final String HAND_BACK = """
            update protect_media m set due_at = :now, attempts = m.attempts - 1
            from jsonb_to_recordset(cast(:claims as jsonb)) as c(event_id uuid, what text, attempts integer)
            where m.event_id = c.event_id and m.what = c.what and m.attempts = c.attempts and m.due_at is not null""";

    private static final String POSTPONE = """
            update protect_media set due_at = :due_at, last_error = :error
            where event_id = :event and what = :what and attempts = :attempts and due_at is not null""";

    private static final String HOPE = """
            select distinct event_id from protect_media where event_id = any(cast(string_to_array(:events, ',') as uuid[]))
                and what in ('snapshot', 'thumbnail') and due_at is not null""";

    private static final String LOOK = """
            select exists (select 1 from protect_media where due_at is not null and give_up_at < :now and due_at < :now)
                    as is_over,
                exists (select 1 from protect_media where due_at <= :now and give_up_at >= :now
                    and controller_id = any(cast(string_to_array(:controllers, ',') as uuid[]))) as is_due""";

    /** Events are locked before their media, as by all who change both. */
    private static final String EXPIRE = """
            with over as materialized (
                select m.event_id, m.what from protect_media m join event e on e.id = m.event_id
                where m.due_at is not null and m.give_up_at < :now and m.due_at < :now
                order by m.give_up_at limit :most for no key update of e skip locked
            )
            update protect_media m set due_at = null, outcome = 'given_up',
                last_error = coalesce(m.last_error, 'The controller could not be asked in time')
            from over where m.event_id = over.event_id and m.what = over.what and m.due_at is not null and m.due_at < :now
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

    MediaRows(JsonText json) {
        this.json = json;
    }

    /** How much more may be asked of a controller at once. */
    record Slots(UUID controllerId, int snapshots, int clips) {
    }

    /**
     * What this process is to fetch now.
     *
     * @param nativeId by which the controller knows its picture
     * @param device null if the event is forgotten
     * @param endedAt null if nobody told
     */
    record Claimed(UUID eventId, What what, UUID controllerId, String nativeId, int attempt, Instant giveUpAt, String device,
            Instant startedAt, Instant endedAt, Instant leaseEnd) {
    }

    /**
     * Whether there is anything to do.
     *
     * @param isOver for whoever gives up what nobody fetched in time
     * @param isDue for whoever holds these controllers
     */
    record Look(boolean isOver, boolean isDue) {
    }

    /** Something that will not be fetched any more. */
    record Expired(UUID eventId, What what) {
    }

    private record Claim(UUID eventId, String what, int attempts) {
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
            db.createNativeMutationQuery(MOVE).setParameter("times", json.of(times)).executeUpdate();
        }
    }

    /** Whether there is anything to do; changes nothing. */
    Look look(Session db, Collection<UUID> controllers, Instant now) {
        Tuple look = db.createNativeQuery(LOOK, Tuple.class).addScalar("is_over", StandardBasicTypes.BOOLEAN)
                .addScalar("is_due", StandardBasicTypes.BOOLEAN).setParameter("now", now)
                .setParameter("controllers", ids(controllers)).getSingleResult();
        return new Look(look.get(0, Boolean.class), look.get(1, Boolean.class));
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
                        row.get(6, String.class), row.get(7, Instant.class), row.get(8, Instant.class), now.plus(lease)))
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

    /** The file is in the event, whoever was to fetch it by now. */
    void attached(Session db, Claimed claimed) {
        db.createNativeMutationQuery(ATTACHED).setParameter("event", claimed.eventId())
                .setParameter("what", claimed.what().word()).executeUpdate();
    }

    /** Others may fetch these at once, and the attempts do not count. */
    void handBack(Session db, Collection<Claimed> claims, Instant now) {
        db.createNativeMutationQuery(HAND_BACK).setParameter("now", now).setParameter("claims", json.of(claims.stream()
                .map(claim -> new Claim(claim.eventId(), claim.what().word(), claim.attempt())).toList())).executeUpdate();
    }

    /** Keeps the event from others until this session ends; who changes media and their event begins with that. */
    void holdEvent(Session db, UUID eventId) {
        db.createNativeQuery("select id from event where id = :event for no key update", UUID.class)
                .addScalar("id", StandardBasicTypes.UUID).setParameter("event", eventId).getResultList();
    }

    /** Those of these events that may still get a picture. */
    List<UUID> hopeful(Session db, Collection<UUID> events) {
        return events.isEmpty() ? List.of()
                : db.createNativeQuery(HOPE, UUID.class).addScalar("event_id", StandardBasicTypes.UUID)
                        .setParameter("events", ids(events)).getResultList();
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

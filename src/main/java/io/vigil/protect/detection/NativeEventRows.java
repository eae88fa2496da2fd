package io.vigil.protect.detection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.protect.detection.NativeEvent.Outcome;
import io.vigil.protect.internal.JsonText;

/**
 * The SQL of what controllers told, inside the session that is open. Whoever changes rows of a controller holds its lock, so
 * that two never decide the same event at once.
 */
@Singleton
class NativeEventRows {

    private static final String COLUMNS = """
            p.native_id, p.type, p.device, p.began_at, p.started_at, p.ended_at, p.end_assumed,
            array_to_string(p.detections, chr(31)) as detections, array_to_string(p.parts, chr(31)) as parts,
            p.camera_id, p.outcome, p.kind_class, p.joined_to, p.event_id""";

    private static final String LOCK = """
            select username is not null and password is not null as has_account from protect_controller
            where id = :controller for no key update""";

    private static final String FORGOTTEN = """
            select distinct controller_id from protect_event where ended_at is null and started_at <= :before""";

    private static final String KNOWN = """
            with told as materialized (
                select * from protect_event where controller_id = :controller
                    and native_id = any(array(select jsonb_array_elements_text(cast(:ids as jsonb))))
            )
            select %1$s from told p
            union
            select %1$s from told t join protect_event p on p.controller_id = t.controller_id and p.native_id = t.joined_to"""
            .formatted(COLUMNS);

    /**
     * Those that may be the same happening, with the wholes that they are parts of, and those that the cooldown goes by. By way
     * of the cameras' index: the other one leads through all that the controller ever told.
     */
    private static final String NEAR = """
            with near as materialized (
                select p.* from jsonb_to_recordset(cast(:windows as jsonb)) as w(camera_id uuid, started_at timestamptz,
                        began_at timestamptz, type text, is_smart boolean, has_dashes boolean, cooldown integer, classes text[])
                    join protect_event p on p.camera_id = w.camera_id and (p.controller_id = :controller) is true
                    and p.started_at between w.started_at - greatest(w.cooldown, 4) * interval '1 second'
                        and w.started_at + greatest(w.cooldown, 4) * interval '1 second'
                where p.outcome = 'stored' and w.cooldown > 0 and p.kind_class = any(w.classes)
                    or p.outcome is not null and p.began_at between w.began_at - interval '2 seconds'
                            and w.began_at + interval '2 seconds'
                        and (p.type = w.type and (p.native_id like '%%-%%') <> w.has_dashes
                            or w.is_smart and p.type <> w.type and p.type like 'smartDetect%%')
            )
            select %1$s from near p
            union
            select %1$s from near n join protect_event p on p.controller_id = n.controller_id and p.native_id = n.joined_to"""
            .formatted(COLUMNS);

    private static final String SAVE = """
            insert into protect_event (controller_id, native_id, type, device, began_at, started_at, ended_at, end_assumed,
                detections, parts, camera_id, outcome, kind_class, joined_to, event_id, created_at, updated_at)
            select :controller, r.native_id, r.type, r.device, r.began_at, r.started_at, r.ended_at, r.end_assumed,
                r.detections, r.parts, r.camera_id, r.outcome, r.kind_class, r.joined_to, r.event_id, :now, :now
            from jsonb_to_recordset(cast(:rows as jsonb)) as r(native_id text, type text, device text, began_at timestamptz,
                started_at timestamptz, ended_at timestamptz, end_assumed boolean, detections text[], parts text[],
                camera_id uuid, outcome text, kind_class text, joined_to text, event_id uuid)
            on conflict (controller_id, native_id) do update set type = excluded.type, device = excluded.device,
                began_at = excluded.began_at, started_at = excluded.started_at, ended_at = excluded.ended_at,
                end_assumed = excluded.end_assumed, detections = excluded.detections, parts = excluded.parts,
                camera_id = excluded.camera_id, outcome = excluded.outcome, kind_class = excluded.kind_class,
                joined_to = excluded.joined_to, event_id = excluded.event_id, updated_at = excluded.updated_at""";

    private static final String END_OPEN = """
            with open as materialized (
                select controller_id, native_id from protect_event where ended_at is null and started_at <= :before
                    and controller_id = :controller
                order by native_id limit :most for no key update
            )
            update protect_event p set ended_at = greatest(p.started_at, coalesce(cast(:ended_at as timestamptz),
                    p.started_at + :longest * interval '1 second')), end_assumed = true, updated_at = :now
            from open where p.controller_id = open.controller_id and p.native_id = open.native_id
            returning %s""".formatted(COLUMNS);

    private static final String PURGE = """
            with old as materialized (
                select controller_id, native_id from protect_event where updated_at < :before
                    or updated_at < :parts_before and (type is null or device is null or started_at is null)
                order by updated_at limit :most for update skip locked
            )
            delete from protect_event p using old where p.controller_id = old.controller_id and p.native_id = old.native_id""";

    private final JsonText json;

    NativeEventRows(JsonText json) {
        this.json = json;
    }

    /** Where other events may matter for one that is to be decided. */
    record Window(UUID cameraId, String startedAt, String beganAt, String type, boolean isSmart, boolean hasDashes,
            long cooldown, List<String> classes) {
    }

    private record Row(String nativeId, String type, String device, String beganAt, String startedAt, String endedAt,
            boolean endAssumed, Collection<String> detections, Collection<String> parts, UUID cameraId, String outcome,
            String kindClass, String joinedTo, UUID eventId) {
    }

    /**
     * Waits until nobody else works on events of the controller; answers whether it has an account for its private API, or
     * empty if it is gone.
     */
    Optional<Boolean> lock(Session db, UUID controllerId) {
        return db.createNativeQuery(LOCK, Boolean.class).addScalar("has_account", StandardBasicTypes.BOOLEAN)
                .setParameter("controller", controllerId).uniqueResultOptional();
    }

    /** The controllers of which events are open that began before. */
    List<UUID> forgotten(Session db, Instant before) {
        return db.createNativeQuery(FORGOTTEN, UUID.class).addScalar("controller_id", StandardBasicTypes.UUID)
                .setParameter("before", before).getResultList();
    }

    /** Those of these ids that are known, and the wholes that they are parts of. */
    List<NativeEvent> known(Session db, UUID controllerId, Collection<String> nativeIds) {
        return read(db.createNativeQuery(KNOWN, Tuple.class).setParameter("controller", controllerId).setParameter("ids",
                json.of(nativeIds)));
    }

    /** What is within these windows. */
    List<NativeEvent> near(Session db, UUID controllerId, Collection<Window> windows) {
        return windows.isEmpty() ? List.of()
                : read(db.createNativeQuery(NEAR, Tuple.class).setParameter("controller", controllerId)
                        .setParameter("windows", json.of(windows)));
    }

    /** Writes those that changed. */
    void save(Session db, UUID controllerId, Collection<NativeEvent> events, Instant now) {
        List<Row> rows = events.stream().filter(event -> event.changed).map(NativeEventRows::row).toList();
        if (!rows.isEmpty()) {
            db.createNativeMutationQuery(SAVE).setParameter("controller", controllerId).setParameter("rows", json.of(rows))
                    .setParameter("now", now).executeUpdate();
        }
    }

    /**
     * Ends up to that many that began before and have no end: then, or that many seconds after their starts.
     *
     * @param endedAt null if only the starts tell
     */
    List<NativeEvent> endOpen(Session db, UUID controllerId, Instant before, Instant endedAt, long longest, int most,
            Instant now) {
        return read(db.createNativeQuery(END_OPEN, Tuple.class).setParameter("controller", controllerId)
                .setParameter("before", before).setParameter("ended_at", endedAt, Instant.class)
                .setParameter("longest", longest).setParameter("most", most).setParameter("now", now));
    }

    /**
     * Forgets up to that many of which nothing was heard since; answers how many.
     *
     * @param partsBefore since when nothing more came of those that are parts without a whole, such as of sensors
     */
    int purge(Session db, Instant before, Instant partsBefore, int most) {
        return db.createNativeMutationQuery(PURGE).setParameter("before", before).setParameter("parts_before", partsBefore)
                .setParameter("most", most).executeUpdate();
    }

    private static Row row(NativeEvent event) {
        return new Row(event.nativeId, event.type, event.device, text(event.beganAt), text(event.startedAt),
                text(event.endedAt), event.endAssumed, event.detections, event.parts, event.cameraId,
                event.outcome == null ? null : event.outcome.name().toLowerCase(Locale.ROOT), event.kindClass, event.joinedTo,
                event.eventId);
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    private static List<NativeEvent> read(NativeQuery<Tuple> query) {
        for (String text : List.of("native_id", "type", "device", "detections", "parts", "outcome", "kind_class",
                "joined_to")) {
            query.addScalar(text, StandardBasicTypes.STRING);
        }
        query.addScalar("began_at", StandardBasicTypes.INSTANT).addScalar("started_at", StandardBasicTypes.INSTANT)
                .addScalar("ended_at", StandardBasicTypes.INSTANT)
                .addScalar("end_assumed", StandardBasicTypes.BOOLEAN).addScalar("camera_id", StandardBasicTypes.UUID)
                .addScalar("event_id", StandardBasicTypes.UUID);
        List<NativeEvent> events = new ArrayList<>();
        query.getResultList().forEach(row -> events.add(event(row)));
        return events;
    }

    private static NativeEvent event(Tuple row) {
        NativeEvent event = new NativeEvent(row.get("native_id", String.class));
        event.type = row.get("type", String.class);
        event.device = row.get("device", String.class);
        event.beganAt = row.get("began_at", Instant.class);
        event.startedAt = row.get("started_at", Instant.class);
        event.endedAt = row.get("ended_at", Instant.class);
        event.endAssumed = row.get("end_assumed", Boolean.class);
        event.detections.addAll(words(row.get("detections", String.class)));
        event.parts.addAll(words(row.get("parts", String.class)));
        event.cameraId = row.get("camera_id", UUID.class);
        String outcome = row.get("outcome", String.class);
        event.outcome = outcome == null ? null : Outcome.valueOf(outcome.toUpperCase(Locale.ROOT));
        event.kindClass = row.get("kind_class", String.class);
        event.toldClass = event.outcome == Outcome.STORED ? event.kindClass : null;
        event.joinedTo = row.get("joined_to", String.class);
        event.eventId = row.get("event_id", UUID.class);
        return event;
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\u001f"));
    }
}

package io.vigil.delivery.outbox;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.delivery.Outgoing;

/**
 * Deliveries and the lines they stand in, inside the session that is open. Lines are locked before their deliveries, several of
 * them in order. A line knows only that it is worth a look by then: whoever holds it looks what really waits, in a statement
 * of its own, so that it sees all that was added before.
 */
final class DeliveryRows {

    private static final int LONGEST_ERROR = 1_000;

    private static final String ADD_LINES = """
            insert into delivery_line as line (channel, recipient, due_at)
            select channel, recipient, :now
            from jsonb_to_recordset(cast(:lines as jsonb)) as l(channel text, recipient text) order by channel, recipient
            on conflict (channel, recipient) do update
                set due_at = greatest(least(line.due_at, excluded.due_at), line.rests_until)
            where line.lease is null""";

    /** Which revision of the notice was an upgrade last; null if none was. */
    private static final String UPGRADE = """
            (select cast(message ->> 'upgradeRevision' as integer) from notice where id = d.notice_id)""";

    /**
     * Who was told an earlier text is told again, if the channel refines; who does not want it, or is dead, is not. Who was not
     * to be told a text may have to be told that it is more than that.
     */
    private static final String ADD_DELIVERIES = """
            insert into delivery as d (id, notice_id, channel, recipient, sent_as, state, wanted_revision, sent_revision,
                told_revision, due_at, attempts, unended, created_at, begun_at)
            select gen_random_uuid(), :notice, channel, recipient, gen_random_uuid(), 'waiting', :revision, 0, 0, :now, 0, 0,
                :now, :now
            from jsonb_to_recordset(cast(:lines as jsonb)) as l(channel text, recipient text) order by channel, recipient
            on conflict (notice_id, channel, recipient) do update set wanted_revision = excluded.wanted_revision,
                state = case when %1$s then 'waiting' else d.state end,
                due_at = case when %1$s then excluded.due_at else d.due_at end,
                attempts = case when %1$s then 0 else d.attempts end,
                begun_at = case when %1$s then excluded.begun_at else d.begun_at end,
                finished_at = null
            where (d.state in ('waiting', 'sending', 'delivered') or d.state = 'skipped' and d.told_revision < %2$s)
                and d.told_revision < excluded.wanted_revision
                and d.channel = any(string_to_array(:refining, ','))"""
            .formatted("d.state in ('delivered', 'skipped')", UPGRADE);

    /** Not a line that this process holds, whatever its clock says of the lease. */
    private static final String CLAIM_LINES = """
            with busy as materialized (
                select channel, recipient from jsonb_to_recordset(cast(:busy as jsonb)) as b(channel text, recipient text)
            )
            select line.channel, line.recipient from jsonb_to_recordset(cast(:rooms as jsonb)) as r(channel text, room integer)
            cross join lateral (
                select l.channel, l.recipient from delivery_line l where l.channel = r.channel and l.due_at <= :now
                    and (l.channel, l.recipient) not in (select channel, recipient from busy)
                order by l.due_at limit r.room for update skip locked
            ) line""";

    /** A text that was not sent yet goes out under an id of its own, so that nobody takes it for a repeat. */
    private static final String CLAIM = """
            with line as materialized (
                select l.channel, l.recipient, d.id, d.due_at
                from jsonb_to_recordset(cast(:lines as jsonb)) as l(channel text, recipient text)
                left join lateral (
                    select id, due_at from delivery where channel = l.channel and recipient = l.recipient and due_at is not null
                    order by due_at limit 1
                ) d on true
            ), idle as (
                delete from delivery_line q using line
                where q.channel = line.channel and q.recipient = line.recipient and line.id is null
            ), taken as (
                update delivery_line q set lease = case when line.due_at <= :now then cast(:lease as uuid) end,
                    due_at = case when line.due_at <= :now then :lease_end else line.due_at end
                from line where q.channel = line.channel and q.recipient = line.recipient and line.id is not null
            )
            update delivery d set state = 'sending', due_at = :lease_end, attempts = d.attempts + 1, unended = d.unended + 1,
                sent_revision = n.revision, sent_as = case when d.sent_revision between 1 and n.revision - 1
                    and d.channel = any(string_to_array(:refining, ',')) then gen_random_uuid() else d.sent_as end
            from line, notice n where d.id = line.id and line.due_at <= :now and n.id = d.notice_id
            returning d.id, d.channel, d.recipient, d.sent_as, d.attempts, d.unended, d.begun_at, d.last_error,
                d.told_revision > 0 as is_refined, n.key, n.created_at, cast(n.message || jsonb_build_object('isUpgrade',
                    d.told_revision between 1 and coalesce(cast(n.message ->> 'upgradeRevision' as integer), 0) - 1) as text)
                    as message""";

    /** What came while this was on its way is told next, as {@link #ADD_DELIVERIES} has it. */
    private static final String RECORD = """
            with line as (
                update delivery_line set lease = null, rests_until = cast(:rests_until as timestamptz),
                    due_at = greatest(:now, cast(:rests_until as timestamptz))
                where channel = :channel and recipient = :recipient and lease = :lease
                returning channel
            )
            update delivery d set
                state = case when %1$s then 'waiting' else :state end,
                due_at = case when %1$s then :now else cast(:due_at as timestamptz) end,
                attempts = case when %1$s then 0 when :tried then d.attempts else d.attempts - 1 end,
                unended = 0,
                begun_at = case when %1$s then :now else d.begun_at end,
                told_revision = case when :state = 'delivered' then d.sent_revision else d.told_revision end,
                last_error = cast(:error as text),
                finished_at = case when not (%1$s) and cast(:due_at as timestamptz) is null
                    then cast(:now as timestamptz) end
            from line where d.id = :id and d.state = 'sending'
            returning d.state"""
            .formatted("""
                    d.wanted_revision > d.sent_revision and (:state = 'delivered'
                    or :state = 'skipped' and d.sent_revision < %s)""".formatted(UPGRADE));

    /** Nobody needs to be asked again to say that it is not there. */
    private static final String END_LINE = """
            update delivery set state = 'gone', due_at = null, last_error = :error, finished_at = :now
            where channel = :channel and recipient = :recipient and state = 'waiting' and due_at is not null""";

    private static final String LOCK_LINES = """
            select l.channel from delivery_line l
            join jsonb_to_recordset(cast(:claims as jsonb)) as c(id uuid, channel text, recipient text, lease uuid)
                on l.channel = c.channel and l.recipient = c.recipient and l.lease = c.lease
            order by l.channel, l.recipient for update of l""";

    private static final String HAND_BACK = """
            with line as (
                update delivery_line l set lease = null, due_at = :now
                from jsonb_to_recordset(cast(:claims as jsonb)) as c(id uuid, channel text, recipient text, lease uuid)
                where l.channel = c.channel and l.recipient = c.recipient and l.lease = c.lease
                returning c.id
            )
            update delivery d set state = 'waiting', due_at = :now, attempts = d.attempts - 1, unended = d.unended - 1
            from line where d.id = line.id and d.state = 'sending'""";

    /** Without waiting for anybody: who holds a line or a delivery is about to say anew when it is due. */
    private static final String PULL_LINES = """
            with far as materialized (
                select channel, recipient from delivery_line
                where due_at > :farthest or rests_until > :farthest or (lease is not null and due_at > :longest_lease)
                for update skip locked
            )
            update delivery_line l set due_at = :now, rests_until = null
            from far where l.channel = far.channel and l.recipient = far.recipient""";

    private static final String PULL_DELIVERIES = """
            with far as materialized (
                select id from delivery
                where due_at > :farthest or (state = 'sending' and due_at > :longest_lease)
                for update skip locked
            )
            update delivery d set due_at = :now from far where d.id = far.id""";

    private DeliveryRows() {
    }

    /**
     * A delivery that this process holds, with the line of its recipient, until the lease ends.
     *
     * @param id of its row
     * @param attempt this one, from 1
     * @param unended how many in a row did not come to an end, this one included
     * @param begunAt since when it is tried
     * @param lastError null if none was recorded
     * @param message as it stands in its row
     */
    record Claimed(UUID id, Line line, UUID lease, Instant leaseEnd, UUID sentAs, String key, int attempt, int unended,
            boolean isRefined, Instant begunAt, Instant createdAt, String lastError, String message) {

        /**
         * What to send.
         *
         * @throws UncheckedIOException if the message cannot be read, such as one that a newer process wrote
         */
        Outgoing outgoing() {
            return new Outgoing(sentAs, key, line.recipient(), attempt, isRefined, createdAt, StoredJson.message(message));
        }
    }

    /** How many more deliveries of a channel may be on their way. */
    record Room(String channel, int room) {
    }

    /** Makes deliveries, or has those refined that were made; the lines are in order. */
    static void open(Session db, UUID notice, int revision, List<Line> lines, String refining, Instant now) {
        String json = StoredJson.of(lines);
        addLines(db, json, now);
        db.createNativeMutationQuery(ADD_DELIVERIES).setParameter("lines", json).setParameter("notice", notice)
                .setParameter("revision", revision).setParameter("refining", refining).setParameter("now", now)
                .executeUpdate();
    }

    /** Something may be due in these lines. */
    static void addLines(Session db, String lines, Instant now) {
        db.createNativeMutationQuery(ADD_LINES).setParameter("lines", lines).setParameter("now", now).executeUpdate();
    }

    /** Holds lines that are due, and not held by this process, up to the room of each channel. */
    static List<Line> claimLines(Session db, Collection<Room> rooms, Collection<Line> busy, Instant now) {
        return db.createNativeQuery(CLAIM_LINES, Tuple.class).addScalar("channel", StandardBasicTypes.STRING)
                .addScalar("recipient", StandardBasicTypes.STRING).setParameter("rooms", StoredJson.of(rooms))
                .setParameter("busy", StoredJson.of(busy)).setParameter("now", now).getResultList().stream()
                .map(row -> new Line(row.get(0, String.class), row.get(1, String.class))).toList();
    }

    /** Claims in each of these lines, which this session holds, the delivery that is due for the longest, if one is. */
    static List<Claimed> claim(Session db, Collection<Line> lines, String refining, Instant now, Duration hold) {
        UUID lease = UUID.randomUUID();
        Instant leaseEnd = now.plus(hold);
        return db.createNativeQuery(CLAIM, Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("channel", StandardBasicTypes.STRING).addScalar("recipient", StandardBasicTypes.STRING)
                .addScalar("sent_as", StandardBasicTypes.UUID).addScalar("attempts", StandardBasicTypes.INTEGER)
                .addScalar("unended", StandardBasicTypes.INTEGER).addScalar("begun_at", StandardBasicTypes.INSTANT)
                .addScalar("last_error", StandardBasicTypes.STRING).addScalar("is_refined", StandardBasicTypes.BOOLEAN)
                .addScalar("key", StandardBasicTypes.STRING)
                .addScalar("created_at", StandardBasicTypes.INSTANT).addScalar("message", StandardBasicTypes.STRING)
                .setParameter("lines", StoredJson.of(lines)).setParameter("refining", refining).setParameter("now", now)
                .setParameter("lease", lease).setParameter("lease_end", leaseEnd).getResultList().stream()
                .map(row -> claimed(row, lease, leaseEnd)).toList();
    }

    private static Claimed claimed(Tuple row, UUID lease, Instant leaseEnd) {
        Line line = new Line(row.get("channel", String.class), row.get("recipient", String.class));
        return new Claimed(row.get("id", UUID.class), line, lease, leaseEnd, row.get("sent_as", UUID.class),
                row.get("key", String.class), row.get("attempts", Integer.class), row.get("unended", Integer.class),
                row.get("is_refined", Boolean.class), row.get("begun_at", Instant.class), row.get("created_at", Instant.class),
                row.get("last_error", String.class), row.get("message", String.class));
    }

    /** Records how a try ended and lets go of the line; empty if the lease is lost and nothing changed. */
    static Optional<DeliveryState> record(Session db, Claimed claimed, Verdict verdict, Instant now) {
        String error = storable(verdict.error());
        Optional<String> state = db.createNativeQuery(RECORD, String.class).addScalar("state", StandardBasicTypes.STRING)
                .setParameter("id", claimed.id()).setParameter("channel", claimed.line().channel())
                .setParameter("recipient", claimed.line().recipient()).setParameter("lease", claimed.lease())
                .setParameter("state", verdict.state().word()).setParameter("error", error, String.class)
                .setParameter("tried", verdict.wasTried())
                .setParameter("due_at", verdict.dueAt(), Instant.class)
                .setParameter("rests_until", verdict.restsUntil(), Instant.class).setParameter("now", now)
                .uniqueResultOptional();
        if (state.isPresent() && verdict.state() == DeliveryState.GONE) {
            db.createNativeMutationQuery(END_LINE).setParameter("channel", claimed.line().channel())
                    .setParameter("recipient", claimed.line().recipient()).setParameter("error", error)
                    .setParameter("now", now).executeUpdate();
        }
        return state.map(DeliveryState::of);
    }

    /** As a column can hold it, and a person read it: a receiver may have said anything. Null stays null. */
    static String storable(String error) {
        if (error == null) {
            return null;
        }
        int[] readable = error.codePoints().map(c -> Character.isISOControl(c) || isHalf(c) ? ' ' : c).limit(LONGEST_ERROR)
                .toArray();
        return new String(readable, 0, readable.length);
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** Gives claims back, so that they are due at once; the attempt does not count. */
    static int handBack(Session db, Collection<Claimed> claims, Instant now) {
        List<Map<String, Object>> rows = claims.stream().sorted(Comparator.comparing(Claimed::line))
                .<Map<String, Object>> map(claim -> Map.of("id", claim.id(), "channel",
                        claim.line().channel(), "recipient", claim.line().recipient(), "lease", claim.lease()))
                .toList();
        String json = StoredJson.of(rows);
        db.createNativeQuery(LOCK_LINES, String.class).addScalar("channel", StandardBasicTypes.STRING)
                .setParameter("claims", json).getResultList();
        return db.createNativeMutationQuery(HAND_BACK).setParameter("claims", json).setParameter("now", now).executeUpdate();
    }

    /**
     * Makes due what is due later than anything can be, because somebody's clock was wrong; answers how many lines.
     *
     * @param longestLease the latest end of a lease
     * @param farthest the latest time at which anything is due
     */
    static int pullIn(Session db, Instant longestLease, Instant farthest, Instant now) {
        int lines = db.createNativeMutationQuery(PULL_LINES).setParameter("longest_lease", longestLease)
                .setParameter("farthest", farthest).setParameter("now", now).executeUpdate();
        db.createNativeMutationQuery(PULL_DELIVERIES).setParameter("longest_lease", longestLease)
                .setParameter("farthest", farthest).setParameter("now", now).executeUpdate();
        return lines;
    }
}

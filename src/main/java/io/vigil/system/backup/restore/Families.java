package io.vigil.system.backup.restore;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.hibernate.type.StandardBasicTypes;

import io.vigil.session.SessionContext;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.Schema.Reference;

/**
 * Rows that are a part of another one, their head: an event's frames and alerts, say. They become the backup's if that one
 * does, and stay as they are if it stays as it is, so that nobody sees a half of each.
 */
final class Families {

    private static final Set<BackupTable> HEADS = EnumSet.of(BackupTable.EVENT, BackupTable.SUMMARY);

    private final String schema;
    private final List<StagedTable> tables;

    /** Of the tables of one restore, inside the session that is open. */
    Families(String schema, List<StagedTable> tables) {
        this.schema = schema;
        this.tables = tables;
    }

    /** A table whose rows hang on their heads by the reference. */
    private record Member(StagedTable table, Reference reference) {

        /** The column that names the head. */
        String head(String alias) {
            return alias + '.' + StagedTable.quoted(reference.column());
        }
    }

    /** Whether the table's rows are a part of other rows, whose fate is to be settled first. */
    boolean isMember(StagedTable table) {
        return tables.stream().flatMap(head -> members(head).stream())
                .anyMatch(member -> member.table().table() == table.table());
    }

    /**
     * Before those of the table go that the backup has not. What outlives its head changes when that goes, and what others
     * wrote into it could not be told from that afterwards.
     */
    void settleSurvivors(StagedTable table) {
        for (Member member : members(table)) {
            if (!member.reference().required()) {
                String real = member.table().real();
                String outliving = real + " x where " + member.head("x") + " in (select b." + key(table) + " from "
                        + table.before() + " b where b.was is not null and not exists (select 1 from " + table.staged()
                        + " s where " + table.sameKey("s", "b") + "))";
                count("select 1 from " + outliving + " for no key update of x");
                String before = member.table().before();
                run("update " + before + " b set was = null from " + real + " x where " + member.table().sameKey("x", "b")
                        + " and (" + member.table().isUntouched() + ") is not true");
                List<String> key = member.table().key();
                run("insert into " + before + " (" + member.table().list(key, StagedTable::quoted, ", ") + ") select "
                        + member.table().list(key, name -> "x." + StagedTable.quoted(name), ", ") + " from " + outliving
                        + " and not exists (select 1 from " + before + " b where " + member.table().sameKey("b", "x") + ")");
            }
        }
    }

    /**
     * After they have gone, and before any other is changed: sees to it that the families of those that stay as they are stay
     * so too. Does nothing for rows that have no family.
     */
    void settle(StagedTable table) {
        List<Member> members = members(table);
        if (members.isEmpty()) {
            return;
        }
        lock(table, members);
        String kept = schema + ".kept_" + table.name();
        // Written down, so that all that follows goes by the same: others go on to write.
        run("create unlogged table " + kept + " as select x." + key(table) + " as head from " + table.real()
                + " x where not exists (select 1 from " + table.staged() + " s where " + table.sameKey("s", "x")
                + ") or not exists (select 1 from " + table.before() + " b where " + table.sameKey("b", "x") + " and "
                + table.isUntouched() + ")");
        run("alter table " + kept + " add primary key (head)");
        run("analyze " + kept);
        members.forEach(member -> keep(member, " in (select head from " + kept + ")"));
    }

    /**
     * Nobody touches one until the commit whose family is about to change. Others may be touched: their families are the
     * backup's already, whatever becomes of them.
     */
    private static void lock(StagedTable table, List<Member> members) {
        String changing = members.stream().map(Families::changingHeads).collect(Collectors.joining(" union all "));
        count("select 1 from " + table.real() + " x join " + table.staged() + " s on " + table.sameKey("s", "x") + " where x."
                + key(table) + " in (" + changing + ") order by x." + key(table) + " for no key update of x");
    }

    /** Whose members are not the same rows in the backup. */
    private static String changingHeads(Member member) {
        StagedTable table = member.table();
        String columns = "select " + table.list(table.names(), StagedTable::quoted, ", ") + " from ";
        String here = columns + table.real();
        String there = columns + table.staged();
        return "select " + member.head("d") + " from ((" + here + " except " + there + ") union all (" + there + " except "
                + here + ")) d where " + member.head("d") + " is not null";
    }

    private static void keep(Member member, String isKept) {
        StagedTable table = member.table();
        run("update " + table.before() + " b set was = null from " + table.real() + " x where " + table.sameKey("b", "x")
                + " and (" + member.head("x") + isKept + " or exists (select 1 from " + table.staged() + " s where "
                + table.sameKey("s", "x") + " and " + member.head("s") + isKept + "))");
        run("delete from " + table.staged() + " s where " + member.head("s") + isKept);
    }

    private static String key(StagedTable head) {
        return StagedTable.quoted(head.key().get(0));
    }

    private List<Member> members(StagedTable head) {
        if (!HEADS.contains(head.table())) {
            return List.of();
        }
        return tables.stream().flatMap(table -> table.references().stream()
                .filter(reference -> reference.parent().equals(head.name())).map(reference -> new Member(table, reference)))
                .toList();
    }

    private static void run(String sql) {
        SessionContext.current().createNativeMutationQuery(sql).executeUpdate();
    }

    /** All rows, so that all are locked. */
    private static void count(String locked) {
        SessionContext.current().createNativeQuery("select count(*) as rows from (" + locked + ") locked", Long.class)
                .addScalar("rows", StandardBasicTypes.LONG).getSingleResult();
    }
}

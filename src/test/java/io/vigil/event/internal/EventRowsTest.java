package io.vigil.event.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;

/** Events have no entity, so what SchemaTest does for entities is done here: the reader and the table say the same. */
@QuarkusTest
class EventRowsTest {

    private static final Map<Class<?>, String> TYPES = Map.of(String.class, "text", UUID.class, "uuid", Boolean.class, "bool",
            Integer.class, "int4", Instant.class, "timestamptz", BigDecimal.class, "numeric",
            Double.class, "float8");
    /** The queue's own, and what is kept for later features: not told to clients. */
    private static final List<String> NOT_READ = List.of("ai_model", "answered_at", "attempts", "auto_looked", "due_at",
            "external_id", "kind",
            "look_asked_at", "look_from", "look_job", "look_mode", "lease", "priority", "snapshot", "source", "snapshot_bytes",
            "thumbnail_bytes", "clip_bytes", "frames_bytes");
    /** What it reads besides the event's columns. */
    private static final List<String> MADE = List.of("camera_name", "has_thumbnail");

    @Test
    void reads_every_column_that_is_for_clients_as_its_type() {
        TreeSet<String> read = new TreeSet<>();
        EventRows.COLUMNS.forEach((name, type) -> {
            if (!MADE.contains(name)) {
                read.add(name + " " + (name.equals("objects_detected") ? "_text" : TYPES.get(type.getJavaType())));
            }
        });
        assertThat(new TreeSet<>(Database.column("""
                select column_name || ' ' || udt_name from information_schema.columns
                where table_name = 'event' and column_name not in ('%s')""".formatted(String.join("','", NOT_READ)))))
                .isEqualTo(read);
    }
}

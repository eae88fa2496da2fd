package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vigil.event.media.Thumbnails;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class EventListTest {

    /** Of the contract, in its order; clients need each of them in every event. */
    private static final List<String> FIELDS = List.of("id", "camera_id", "camera_name", "timestamp", "created_at",
            "description", "confidence", "objects_detected", "thumbnail_path", "thumbnail_base64", "alert_triggered",
            "is_doorbell_ring", "low_confidence", "source_type", "protect_event_id", "smart_detection_type",
            "correlation_group_id", "correlated_events", "provider_used", "analysis_mode", "frame_count_used",
            "ai_confidence", "audio_duration_ms", "fallback_reason", "vague_reason", "audio_transcription",
            "audio_event_type", "reanalyzed_at", "reanalysis_count", "ai_cost", "audio_confidence", "anomaly_score",
            "key_frames_base64", "frame_timestamps", "matched_entity", "entity_id", "entity_name", "feedback",
            "delivery_carrier", "delivery_carrier_display", "video_path");

    private UUID front;
    private UUID back;

    @BeforeEach
    void two_cameras() {
        front = Sightings.camera("Front");
        back = Sightings.camera("Back");
    }

    @Test
    void every_field_of_the_contract_is_there_in_list_and_detail() {
        event(front, 1, "person", "");
        Map<String, Object> listed = list("").getMap("events[0]");
        Map<String, Object> detail = Api.admin().get("/api/v1/events/" + listed.get("id")).then().statusCode(200).extract()
                .path("$");
        assertThat(listed.keySet()).containsAll(FIELDS);
        assertThat(detail.keySet()).containsAll(FIELDS);
        for (String never : List.of("id", "camera_id", "camera_name", "timestamp", "created_at", "description", "confidence",
                "objects_detected", "alert_triggered", "is_doorbell_ring", "low_confidence", "source_type",
                "reanalysis_count")) {
            assertThat(listed.get(never)).as(never).isNotNull();
        }
        assertThat((String) listed.get("timestamp")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void those_without_a_thumbnail_have_an_index() throws SQLException {
        try (Connection connection = Database.connect(); Statement statement = connection.createStatement()) {
            statement.execute("set enable_seqscan = off");

            assertThat(Database.column(connection, "explain select id from event e where not " + Thumbnails.IS_THERE))
                    .anyMatch(line -> line.contains("event_no_thumbnail_newest"));
        }
    }

    @Test
    void each_filter_finds_its_own_and_they_add_up() {
        event(front, 1, "person", ", description = 'A woman carries a red bag', confidence = 90");
        event(front, 2, "vehicle", ", alert_triggered = true, analysis_mode = 'multi_frame', confidence = 20");
        event(back, 3, "ring", ", is_doorbell_ring = true, smart_detection_type = 'ring', low_confidence = true");
        event(back, 4, "animal",
                ", fallback_reason = 'video_native:timeout', anomaly_score = 0.7, thumbnail = 'x', smart_detection_type = 'animal'");
        event(back, 5, "motion", ", anomaly_score = 0.1, source_type = 'protect'");
        assertThat(found("camera_id=" + front.toString().toUpperCase())).containsExactly(2, 1);
        assertThat(found("min_confidence=50")).containsExactly(1);
        assertThat(found("object_types=person,animal")).containsExactly(4, 1);
        assertThat(found("objects=vehicle")).containsExactly(2);
        assertThat(found("alert_triggered=true")).containsExactly(2);
        assertThat(found("has_fallback=1")).containsExactly(4);
        assertThat(found("low_confidence=TRUE")).containsExactly(3);
        assertThat(found("has_thumbnail=true")).containsExactly(4);
        assertThat(found("has_thumbnail=false&camera_id=" + back)).containsExactly(5, 3);
        Database.run("update event set missing_media = 'clip,thumbnail' where thumbnail = 'x'");
        assertThat(found("has_thumbnail=true")).isEmpty();
        assertThat(found("has_thumbnail=false&camera_id=" + back)).containsExactly(5, 4, 3);
        assertThat(found("search=bag%20woman")).containsExactly(1);
        assertThat(found("search_query=bag%20man")).isEmpty();
        assertThat(found("source_type=protect")).containsExactly(5);
        assertThat(found("smart_detection_type=ring,animal")).containsExactly(4, 3);
        assertThat(found("analysis_mode=multi_frame")).containsExactly(2);
        assertThat(found("anomaly_severity=high")).containsExactly(4);
        assertThat(found("anomaly_severity=low,high")).containsExactly(5, 4);
        assertThat(found("start_time=2026-11-01T00:02:00Z&end_time=2026-11-01T00:04:00Z")).containsExactly(4, 3, 2);
        assertThat(found("start_date=2026-11-01&end_date=2026-11-01T01:02:00%2B01:00")).containsExactly(2, 1);
        assertThat(found("sort_order=asc")).containsExactly(1, 2, 3, 4, 5);
        assertThat(found("camera_id=" + back + "&anomaly_severity=high&object_types=animal")).containsExactly(4);
        assertThat(found("an_unknown_parameter=1")).hasSize(5);
    }

    @Test
    void how_unusual_an_event_is_goes_by_the_household() {
        event(front, 1, "person", ", anomaly_score = 0.15");
        event(front, 2, "person", ", anomaly_score = 0.25");
        event(front, 3, "person", ", anomaly_score = 0.45");
        assertThat(found("anomaly_severity=low")).containsExactly(2, 1);
        assertThat(found("anomaly_severity=medium")).containsExactly(3);
        assertThat(found("anomaly_severity=high")).isEmpty();

        Api.admin().contentType("application/json").body("{\"anomaly_low_threshold\":0.2,\"anomaly_high_threshold\":0.4}")
                .put("/api/v1/system/settings").then().statusCode(200);

        assertThat(found("anomaly_severity=low")).containsExactly(1);
        assertThat(found("anomaly_severity=medium")).containsExactly(2);
        assertThat(found("anomaly_severity=high")).containsExactly(3);
    }

    @Test
    void the_short_time_range_counts_back_from_now() {
        event(front, 1, "person", ", occurred_at = now() - interval '2 hours'");
        event(front, 2, "person", ", occurred_at = now() - interval '2 days'");
        event(front, 3, "person", ", occurred_at = now() - interval '20 days'");
        assertThat(list("time_range=1h").getInt("total_count")).isZero();
        assertThat(list("time_range=24h").getInt("total_count")).isEqualTo(1);
        assertThat(list("time_range=7d").getInt("total_count")).isEqualTo(2);
        assertThat(list("time_range=30d").getInt("total_count")).isEqualTo(3);
    }

    @Test
    void pages_by_offset_and_by_cursor_meet_every_event_once() {
        for (int i = 0; i < 25; i++) {
            // Several at the same instant, so that the id must break the tie.
            event(front, i / 4, "person", "");
        }
        for (String order : List.of("desc", "asc")) {
            List<String> byOffset = new ArrayList<>();
            Integer offset = 0;
            while (offset != null) {
                JsonPath page = list("limit=7&sort_order=" + order + "&offset=" + offset);
                assertThat(page.getInt("total_count")).isEqualTo(25);
                assertThat(page.getInt("offset")).isEqualTo(offset);
                byOffset.addAll(page.getList("events.id"));
                offset = (Integer) page.get("next_offset");
                assertThat(page.getBoolean("has_more")).isEqualTo(offset != null);
            }
            List<String> byCursor = new ArrayList<>();
            String cursor = "";
            while (cursor != null) {
                JsonPath page = list("limit=7&sort_order=" + order + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
                byCursor.addAll(page.getList("events.id"));
                cursor = page.getString("next_cursor");
            }
            assertThat(byOffset).hasSize(25).doesNotHaveDuplicates();
            assertThat(byCursor).isEqualTo(byOffset);
        }
    }

    @Test
    void a_total_beyond_ten_thousand_is_a_bound_that_keeps_clients_paging() {
        Database.run("insert into event (id, camera_id, source, kind, occurred_at, created_at, state, priority, description, "
                + "description_source, confidence, objects_detected, source_type, is_doorbell_ring) select gen_random_uuid(), '"
                + front + "', 's', 'motion', timestamptz '2026-11-01' + n * interval '1 second', now(), 'described', 0, 'd', "
                + "'ai', 1, array['unknown'], 'rtsp', false from generate_series(1, 10003) n");
        assertThat(list("limit=1").getInt("total_count")).isGreaterThan(10_000);
        JsonPath last = list("limit=500&offset=9900");
        assertThat(last.getList("events")).hasSize(103);
        assertThat(last.getBoolean("has_more")).isFalse();
        assertThat(last.getInt("total_count")).isEqualTo(10_003);
    }

    @Test
    void a_list_costs_two_statements_in_one_session_and_a_detail_one() {
        for (int i = 0; i < 60; i++) {
            event(i % 2 == 0 ? front : back, i, "person", "");
        }
        String id = list("").getString("events[0].id");
        assertThat(eventSessions(SessionTrace.of(() -> list("search=detected&min_confidence=0"))))
                .containsExactly("event.list read and committed, 2 statements");
        assertThat(eventSessions(SessionTrace.of(() -> Api.admin().get("/api/v1/events/" + id).then().statusCode(200))))
                .containsExactly("event.get read and committed, 1 statement");
    }

    /** Without the look-up of who asks, which is remembered for seconds only. */
    private static List<String> eventSessions(SessionTrace trace) {
        return trace.lines().stream().filter(line -> line.startsWith("event.")).toList();
    }

    private JsonPath list(String query) {
        return Api.admin().urlEncodingEnabled(false).get("/api/v1/events" + (query.isEmpty() ? "" : "?" + query)).then()
                .statusCode(200).extract().jsonPath();
    }

    /** The minutes of the events found. */
    private List<Integer> found(String query) {
        return list(query).getList("events.timestamp", String.class).stream()
                .map(time -> Integer.valueOf(time.substring(14, 16))).toList();
    }

    private static void event(UUID camera, int minute, String kind, String changes) {
        String id = UUID.randomUUID().toString();
        Database.run("insert into event (id, camera_id, source, kind, occurred_at, created_at, state, priority, description, "
                + "description_source, confidence, objects_detected, source_type, is_doorbell_ring) values ('" + id + "', '"
                + camera + "', 's', '" + kind + "', timestamptz '2026-11-01T00:00:00Z' + " + minute
                + " * interval '1 minute', now(), 'described', 0, 'Something detected', 'ai', 0, array['"
                + (List.of("person", "vehicle", "animal").contains(kind) ? kind : "unknown") + "'], 'rtsp', false)");
        if (!changes.isEmpty()) {
            Database.run("update event set " + changes.substring(2) + " where id = '" + id + "'");
        }
    }
}

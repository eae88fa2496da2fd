package io.vigil.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

@QuarkusTest
class CameraBadInputTest {

    private static final String PATH = "/api/v1/cameras";
    private static final String GOOD = "{\"name\":\"Good\",\"type\":\"rtsp\",\"rtsp_url\":\"rtsp://192.0.2.1/\"%s}";

    private static Stream<String> misfits() {
        String corners = "[{\"x\":0,\"y\":0},{\"x\":1,\"y\":0},{\"x\":1,\"y\":1}]";
        String zone = "{\"id\":\"z\",\"name\":\"Drive\",\"vertices\":" + corners + "}";
        return Stream.of("'name':''", "'name':'  '", "'name':null", "'name':'" + "x".repeat(101) + "'", "'name':{}",
                "'rtsp_url':'http://192.0.2.1/'", "'rtsp_url':'rtsp:/x'", "'rtsp_url':'rtsp://" + "x".repeat(500) + "'",
                "'device_index':-1", "'frame_rate':0", "'frame_rate':31", "'frame_rate':null", "'frame_rate':'fast'",
                "'frame_rate':99999999999999999999", "'is_enabled':null", "'is_enabled':'perhaps'", "'motion_enabled':null",
                "'motion_sensitivity':'extreme'", "'motion_sensitivity':null", "'motion_cooldown':-1",
                "'motion_cooldown':301", "'motion_cooldown':null", "'motion_algorithm':'magic'", "'motion_algorithm':null",
                "'analysis_mode':'SOME'", "'analysis_mode':null", "'homekit_stream_quality':null", "'audio_enabled':null",
                "'audio_threshold':1.01", "'audio_threshold':-0.1", "'audio_threshold':1e999", "'audio_threshold':'NaN'",
                "'audio_event_types':'glass'", "'audio_event_types':[null]", "'protect_controller_id':'x'",
                "'smart_detection_types':[{}]", "'ai_provider':'anthropic'", "'ai_prompt':[]", "'is_doorbell':null",
                "'detection_schedule':[]",
                "'detection_schedule':'always'", "'detection_zones':{}", "'detection_zones':[null]",
                "'detection_zones':[" + String.join(",", IntStream.range(0, 11).mapToObj(i -> zone).toList()) + "]",
                "'detection_zones':[" + zone.replace("},{\"x\":1,\"y\":1}]", "}]") + "]",
                "'detection_zones':[" + zone.replace("Drive", "") + "]",
                "'detection_zones':[" + zone.replace("\"id\":\"z\",", "") + "]",
                "'detection_zones':[" + zone.replace("{\"x\":0,", "{") + "]",
                "'detection_zones':[" + zone.replace("{\"x\":0,", "{\"x\":\"left\",") + "]",
                "'detection_zones':[" + zone.replace("{\"x\":0,", "{\"x\":1e999,") + "]")
                .map(text -> text.replace('\'', '"'));
    }

    @Test
    void a_value_that_does_not_fit_is_named_when_adding_and_stores_nothing() {
        misfits().forEach(misfit -> assertNamed(misfit, add(GOOD.formatted("," + misfit))));

        assertThat(Database.count("select count(*) from camera")).isZero();
    }

    @Test
    void a_value_that_does_not_fit_is_named_when_changing_and_changes_nothing() {
        String id = add(GOOD.formatted("")).statusCode(201).extract().path("id");
        String before = Database.value("select camera::text from camera");

        misfits().forEach(misfit -> assertNamed(misfit, change(id, "{\"username\":\"new\"," + misfit + "}")));

        assertThat(Database.value("select camera::text from camera")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"name\":\"X\"}", "{\"name\":\"X\",\"type\":null}", "{\"name\":\"X\",\"type\":\"wifi\"}",
            "{\"type\":\"rtsp\",\"rtsp_url\":\"rtsp://x/\"}", "{\"name\":\"X\",\"type\":\"rtsp\"}",
            "{\"name\":\"X\",\"type\":\"usb\"}", "{\"name\":\"X\",\"type\":\"rtsp\",\"rtsp_url\":\"\"}", "[]", "null", "{",
            "\"x\"", "" })
    void a_camera_needs_a_name_and_what_its_type_cannot_do_without(String body) {
        add(body).statusCode(422).contentType("application/problem+json");
        assertThat(Database.count("select count(*) from camera")).isZero();
    }

    @Test
    void nested_values_are_named_by_their_path() {
        add(GOOD.formatted(",\"detection_zones\":[{\"id\":\"z\",\"name\":\"\",\"vertices\":null}]")).statusCode(422)
                .body("errors.loc", equalTo(List.of(List.of("body", "detection_zones", "name"),
                        List.of("body", "detection_zones", "vertices"))))
                .body("detail", startsWith("name: "));
    }

    @Test
    void a_character_that_postgresql_does_not_have_is_no_failure_of_ours() {
        add(GOOD.formatted(",\"username\":\"a\\u0000b\"")).statusCode(422);
        add(GOOD.formatted(",\"detection_schedule\":{\"a\":\"\\u0000\"}")).statusCode(422);
    }

    @Test
    void json_is_the_only_kind_of_body() {
        Api.admin().contentType(ContentType.XML).body("<camera/>").post(PATH).then().statusCode(415);
    }

    private static void assertNamed(String misfit, ValidatableResponse answer) {
        Response response = answer.extract().response();
        assertThat(response.statusCode()).as(misfit).isEqualTo(422);
        assertThat(response.contentType()).as(misfit).isEqualTo("application/problem+json");
        assertThat(response.<List<String>> path("errors[0].loc")).as(misfit)
                .startsWith("body", misfit.substring(1, misfit.indexOf('"', 1)));
    }

    private static ValidatableResponse add(String body) {
        return Api.admin().contentType(ContentType.JSON).body(body).post(PATH).then();
    }

    private static ValidatableResponse change(String id, String body) {
        return Api.admin().contentType(ContentType.JSON).body(body).put(PATH + "/" + id).then();
    }
}

package io.vigil.testsupport;

import java.util.List;

import io.restassured.path.json.JsonPath;

/** Another process with clients, as far as this one can tell, and what it would tell them. */
public final class LiveListener {

    private LiveListener() {
    }

    /** There is one from now on. */
    public static void begin() {
        Database.run("insert into live_audience (process, until) values (gen_random_uuid(), now() + interval '1 hour')");
    }

    /** The messages of that type so far, in order. */
    public static List<JsonPath> messages(String type) {
        return Database.column("select payload from live_message where payload::jsonb ->> 'type' = '" + type + "' order by id")
                .stream().map(JsonPath::from).toList();
    }
}

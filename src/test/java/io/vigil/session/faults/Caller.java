package io.vigil.session.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.restassured.response.Response;
import io.vigil.session.Budget;
import io.vigil.session.Door;
import io.vigil.session.SessionContext;

/** Somebody who has work done in a session: at each door, and over HTTP. */
record Caller(String name, Way way) {

    /** How it is done. */
    private interface Way {
        Answer call(Door.Work work);
    }

    /**
     * What the caller got.
     *
     * @param failure what was thrown, or null where nothing was or where the answer was HTTP's
     * @param status HTTP's, or 0
     * @param interrupted whether an interrupt was pending on the caller's thread then; it is cleared
     */
    record Answer(Told told, Throwable failure, int status, boolean interrupted) {
    }

    private static final Caller HTTP = new Caller("HTTP", FaultResource::request);

    /** One that may not write. */
    static final Caller READER = new Caller("reader", work -> {
        Throwable failure = catchThrowable(() -> SessionContext.session("test.reader").asReadOnly().within(Budget.REQUEST)
                .<Exception> run(() -> work.run()));
        return new Answer(Told.by(failure), failure, 0, Thread.interrupted());
    });

    /** All that write. */
    static List<Caller> all() {
        return Stream.concat(atDoors().stream(), Stream.of(HTTP)).toList();
    }

    /** Those that write and call on the test's own thread. */
    static List<Caller> atDoors() {
        return Arrays.stream(Door.values()).map(door -> new Caller(door.name(), work -> {
            Throwable failure = catchThrowable(() -> door.open(work));
            return new Answer(Told.by(failure), failure, 0, Thread.interrupted());
        })).toList();
    }

    Answer call(Door.Work work) {
        return way.call(work);
    }

    /** The answer to a request. */
    static Answer answer(Response response) {
        String problem = response.contentType().contains("json") ? response.path("code") : null;
        return new Answer(Told.by(response.statusCode(), problem), null, response.statusCode(), false);
    }

    /** Asks for what the path stands for. */
    static Response post(String path) {
        return given().post(path);
    }
}

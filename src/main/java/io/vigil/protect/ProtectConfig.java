package io.vigil.protect;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How controllers are connected to, asked and listened to. */
@ConfigMapping(prefix = "vigil.protect")
public interface ProtectConfig {

    /** How a controller is asked. */
    Client client();

    /** How its connection is kept. */
    Connection connection();

    /** How what it tells becomes events. */
    Events events();

    /** How a controller is asked. */
    interface Client {

        /** Longest wait for a connection, and for an answer that is not a file. */
        @WithDefault("10s")
        Duration timeout();

        /** Longest wait for a whole picture or clip. */
        @WithDefault("2m")
        Duration fileTimeout();

        /** Longest wait for a turn under the rate limit of a controller. */
        @WithDefault("5s")
        Duration queueTimeout();

        /** How often a live socket is pinged. */
        @WithDefault("30s")
        Duration pingEvery();

        /** After how long without any word a live socket is given up. */
        @WithDefault("75s")
        Duration silence();
    }

    /** How a connection is kept. */
    interface Connection {

        /** The wait before the second attempt to connect, doubling; jittered. */
        @WithDefault("1s")
        Duration backoff();

        /** The longest wait between two attempts to connect. */
        @WithDefault("60s")
        Duration longestBackoff();

        /** A connection that lasted so long was good: after it the first attempt is made at once. */
        @WithDefault("60s")
        Duration goodAfter();

        /** The wait between attempts with a key that was refused twice in a row, or at a certificate not to be trusted. */
        @WithDefault("2m")
        Duration refusedRetry();

        /** The wait before a refused password is tried a second time, which is the last. */
        @WithDefault("30s")
        Duration passwordRetry();

        /** The shortest wait before the next sign-in with a password, once there were too many. */
        @WithDefault("5m")
        Duration limitedRetry();

        /** How long a process holds a controller without saying so again; then another process may. */
        @WithDefault("30s")
        Duration lease();

        /** How often it says so. */
        @WithDefault("10s")
        Duration renewEvery();

        /** How often the history is asked for what the stream did not tell. */
        @WithDefault("5m")
        Duration reconcileEvery();
    }

    /** How events are made. */
    interface Events {

        /** How many controllers' events are stored at once; each takes a connection for a moment. */
        @Min(1)
        @WithDefault("2")
        int atOnce();

        /** How long after its end a clip of an event is asked for. */
        @WithDefault("3s")
        Duration clipDelay();

        /** How long after its start a clip of an event is asked for that has not ended by then. */
        @WithDefault("30s")
        Duration longestOpen();

        /** How long a picture of now is still a picture of the event, from its start on. */
        @WithDefault("10s")
        Duration fresh();

        /** The longest that an event waits for its media before it is described without. */
        @WithDefault("45s")
        Duration mediaWait();

        /** How long a clip, or the picture of an event of the past, is asked for again before it is given up. */
        @WithDefault("2m")
        Duration patience();

        /** After how long an event whose end nobody told is taken to have ended. */
        @WithDefault("30m")
        Duration forgotten();

        /** How long what a controller told is remembered after the last word about it. */
        @WithDefault("24h")
        Duration memory();
    }
}

package io.vigil.access;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Min;
import jakarta.ws.rs.core.NewCookie.SameSite;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How people and machines prove who they are. */
@ConfigMapping(prefix = "vigil.access")
public interface AccessConfig {

    /** How long a token is good after sign-in, and how long the browser keeps its cookie. */
    @WithDefault("24H")
    Duration tokenLifetime();

    /** How long an identity is believed without asking the database: what a revocation takes to reach other nodes. */
    @WithDefault("5S")
    Duration identityCache();

    /** What the monitoring system sends as bearer to read {@code /metrics}; absent means that only administrators may. */
    Optional<String> scrapeToken();

    /** The first user, for installations that nobody sets up by hand. */
    First setup();

    /** The browser's cookie. */
    Cookie cookie();

    /** How passwords are hashed: Argon2id. */
    Password password();

    /** The first user; both are needed. */
    interface First {

        /** The user name: 3 to 50 of a-z, 0-9 and _. */
        Optional<String> username();

        /** The password; it is never logged. */
        Optional<String> password();
    }

    /** The browser's cookie. */
    interface Cookie {

        /** NONE is for a front end on another site, and makes the cookie Secure whatever the connection. */
        @WithDefault("LAX")
        SameSite sameSite();
    }

    /** The cost of one hash. The defaults are the least that OWASP advises. */
    interface Password {

        /** Memory of one hash, in KiB. */
        @WithDefault("19456")
        @Min(8)
        int memoryKib();

        /** Passes over that memory. */
        @WithDefault("2")
        @Min(1)
        int iterations();

        /** Lanes of one hash. */
        @WithDefault("1")
        @Min(1)
        int parallelism();

        /** How many hashes are computed at a time, which bounds memory and CPU; further callers wait their turn. */
        @WithDefault("4")
        @Min(1)
        int concurrent();

        /** How long a caller waits for its turn before it is told to come back. */
        @WithDefault("5S")
        Duration patience();
    }
}

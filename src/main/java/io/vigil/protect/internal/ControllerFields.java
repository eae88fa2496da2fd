package io.vigil.protect.internal;

import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * What people set of a controller, the secrets apart: in JSON, in the database and in between.
 *
 * @param host a name or an address
 * @param username of a local account, for the private API; null where there is only a key
 * @param verifySsl whether its certificate must be one that the JDK trusts
 * @param fingerprint SHA-256 of the only certificate to accept, as 64 hex digits in lower case; or null
 */
@Embeddable
public record ControllerFields(
        @Size(min = 1, max = 100) String name,
        @NotNull @Size(min = 1, max = 255) @Pattern(regexp = "[^\\s/@?#\\\\\\x00]*", message = "must be a host") String host,
        @NotNull @Min(1) @Max(65535) Integer port,
        @Size(min = 1, max = 100) String username,
        @NotNull Boolean verifySsl,
        @Pattern(regexp = "[0-9a-f]{64}", message = "must be 64 hex digits") String fingerprint) {

    /** What a new one is where nothing else is said. */
    public static final ControllerFields DEFAULTS = new ControllerFields(null, null, 443, null, false, null);

    /** Whether both lead to the same controller, account and trust. */
    boolean reaches(ControllerFields other) {
        return equals(new ControllerFields(name, other.host, other.port, other.username, other.verifySsl, other.fingerprint));
    }
}

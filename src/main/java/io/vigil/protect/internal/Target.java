package io.vigil.protect.internal;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.vigil.protect.client.ControllerAccess;
import io.vigil.protect.client.ControllerException;
import io.vigil.settings.SecretBox;

/**
 * What a connection is made from, as it was stored when the controller was taken.
 *
 * @param access null if the stored secrets cannot be opened
 * @param reconciledUntil null if its history was never asked for
 */
public record Target(UUID id, int revision, ControllerAccess access, ConnectionState state, Instant since, String error,
        Instant nextAttemptAt, Instant lastFrameAt, long drops, Instant reconciledUntil) {

    /** For what the password of a controller is sealed. */
    public static final String PASSWORD = "protect.password";
    /** For what its key is sealed. */
    public static final String API_KEY = "protect.api-key";

    /** The stored controller, its secrets still sealed. */
    public record Sealed(ControllerFields fields, String password, String apiKey) {

        /** Opened. @throws ControllerException REFUSED if another secret key sealed them */
        public ControllerAccess open(SecretBox secrets) {
            try {
                return new ControllerAccess(fields.host(), fields.port(), fields.verifySsl(), fields.fingerprint(),
                        apiKey == null ? null : secrets.decrypt(apiKey, API_KEY), fields.username(),
                        password == null ? null : secrets.decrypt(password, PASSWORD));
            } catch (SecretBox.Unreadable e) {
                throw new ControllerException(ControllerException.Kind.REFUSED,
                        "The stored credentials cannot be opened with the present secret key; enter them again", null, e);
            }
        }

        /** Without the secrets, sealed as they are. */
        @Override
        public String toString() {
            return fields.toString();
        }
    }

    /** Of the stored row, if there is one and it is to be connected; inside a session. */
    public static Optional<Target> stored(UUID id, SecretBox secrets) {
        return Controller.<Controller> findByIdOptional(id).filter(row -> row.wanted).map(row -> of(row, secrets));
    }

    private static Target of(Controller row, SecretBox secrets) {
        ControllerAccess access;
        String error = row.lastError;
        ConnectionState state = row.state;
        try {
            access = new Sealed(row.fields, row.password, row.apiKey).open(secrets);
        } catch (ControllerException e) {
            access = null;
            error = e.getMessage();
            state = ConnectionState.REFUSED;
        }
        return new Target(row.id, row.revision, access, state, row.stateSince, error, access == null ? null : row.nextAttemptAt,
                row.lastFrameAt, row.drops, row.reconciledUntil);
    }
}

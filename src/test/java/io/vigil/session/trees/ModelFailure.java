package io.vigil.session.trees;

/** How the model's sessions and its PostgreSQL fail; the protocol tells the message, and the step that the cause came from. */
final class ModelFailure extends RuntimeException {

    ModelFailure(String message) {
        this(message, null);
    }

    ModelFailure(String message, Throwable cause) {
        super(message, cause);
    }
}

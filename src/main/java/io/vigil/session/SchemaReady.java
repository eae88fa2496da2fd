package io.vigil.session;

/**
 * Told on a worker thread outside any session: from now on sessions find the schema they expect. Told again if an observer
 * fails because the database went away meanwhile; the API opens once all observers are through.
 */
public record SchemaReady() {
}

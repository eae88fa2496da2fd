package io.vigil.session;

/** Told once per process, on a worker thread and outside any session: from now on sessions find the schema they expect. */
public record SchemaReady() {
}

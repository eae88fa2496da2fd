package io.vigil.session.notifications;

/**
 * Something that was told.
 *
 * @param id in the order of the inserts, which is not quite that of the commits
 */
record Message(long id, String channel, String payload) {
}

/**
 * How processes on one database tell each other something: {@link io.vigil.session.notifications.Notifications}. One of the
 * two folders below {@code session} that every feature may use.
 */
package io.vigil.session.notifications;

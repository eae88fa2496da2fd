/**
 * What goes to a push service and what comes back: the notification, its encryption (RFC 8291), who sends it (RFC 8292), and
 * what each answer means. Only {@code delivery.push} calls in here.
 */
package io.vigil.delivery.push.wire;

/**
 * Receivers of the household: where they are, what they want to be told, and the form in which they take it. For
 * {@code delivery.webhook}.
 */
package io.vigil.delivery.webhook.receivers;

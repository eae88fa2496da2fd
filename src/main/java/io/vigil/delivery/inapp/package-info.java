/**
 * What clients show beside their bell: notifications of events, which alert rules ring, and those of the system, which come by
 * the outbox. They are the household's, not one user's.
 */
package io.vigil.delivery.inapp;

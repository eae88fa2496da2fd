/**
 * What became of deliveries: for administrators, and of one notice, {@link io.vigil.delivery.ledger.NoticeReport}, for the
 * feature that told it.
 */
package io.vigil.delivery.ledger;

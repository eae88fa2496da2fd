/** What became of deliveries, for administrators. Nobody uses it. */
package io.vigil.delivery.ledger;

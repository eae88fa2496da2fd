/**
 * The annotated doors, in front of the code path that all doors share ({@code session.internal}), and what stands around the
 * requests that come through them: clean workers and the ledger of their cost. Nobody outside {@code session} may use it.
 */
package io.vigil.session.door;

/**
 * How far long work has come: purge, wipe, backup, restore, a new secret key. Such work goes in bounded steps, each in a
 * session of its own, and its row is its lock over all replicas:
 *
 * <pre>
 * Optional&lt;Claim&gt; claim = session.call(db -&gt; ProgressRows.begin(db, Work.WIPE, total, now));      // or resume
 * while (…) {
 *     session.run(db -&gt; { …; ProgressRows.advance(db, claim, "events", count, now); });            // renews the lease
 * }
 * session.run(db -&gt; ProgressRows.complete(db, claim, now));
 * </pre>
 *
 * Who has lost the claim is stopped by {@link io.vigil.system.progress.ClaimLost}, which undoes its step; whoever
 * {@code resume}s goes on with the same row. Which works exclude each other is
 * {@link io.vigil.system.progress.Exclusion}'s. Used by {@code system} alone.
 */
package io.vigil.system.progress;

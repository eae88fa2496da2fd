/**
 * What a session costs, beside the other ways to a transaction; {@code bench/README.md} tells how to run it. It lives below
 * {@code session} because it opens transactions as only that package may, and it is compiled in the profile {@code bench}
 * alone. {@link io.vigil.session.bench.Launcher} runs the rounds, {@link io.vigil.session.bench.Worker} is one fork,
 * {@link io.vigil.session.bench.Report} writes the tables.
 */
package io.vigil.session.bench;

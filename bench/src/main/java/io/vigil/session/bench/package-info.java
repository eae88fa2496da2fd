/**
 * What a session costs, beside the other ways to a transaction; {@code bench/README.md} tells how to run it. It lives below
 * {@code session} because it opens transactions as only that package may, and it is compiled in the profile {@code bench}
 * alone.
 */
package io.vigil.session.bench;

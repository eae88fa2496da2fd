/** Summaries over HTTP: ordered, looked at, judged. Digests are ordered by {@code io.vigil.summary.digest}. */
package io.vigil.summary.http;

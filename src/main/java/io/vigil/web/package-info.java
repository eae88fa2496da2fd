/**
 * What every resource shares: the caller ({@link io.vigil.web.Principal}), errors as problem+json
 * ({@link io.vigil.web.ProblemException}, {@link io.vigil.web.Problems}), how values are written and read
 * ({@link io.vigil.web.Times}), limits on bodies, and the request id. Knows nothing of ours but {@code session}.
 */
package io.vigil.web;

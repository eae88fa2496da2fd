/**
 * Controllers as they are stored, who keeps their connections, and what they told of their cameras; for
 * {@code io.vigil.protect} only.
 */
package io.vigil.protect.internal;

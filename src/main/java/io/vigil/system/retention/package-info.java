/**
 * How long events are kept, and who takes away what is older: {@link io.vigil.system.retention.RetentionJob} finds that it is
 * time, a {@link io.vigil.system.retention.PurgeRun} does it by the household's
 * {@link io.vigil.system.retention.RetentionPolicy}. Nobody uses it.
 */
package io.vigil.system.retention;

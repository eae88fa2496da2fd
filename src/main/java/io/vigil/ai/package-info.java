/**
 * What a picture shows, in words: {@link io.vigil.ai.AiService} asks the configured vision model, and
 * {@link io.vigil.ai.MetadataDescriber} says what is known without one. Values in, values out; knows no other feature but
 * {@code session} and {@code settings}.
 * <p>
 * A call to a model is asynchronous and outside any session: hundreds may be under way and hold neither thread nor connection.
 * How it ended is a value, {@link io.vigil.ai.Outcome}, named by what the caller does next.
 */
package io.vigil.ai;

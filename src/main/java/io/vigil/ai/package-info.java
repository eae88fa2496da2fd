/**
 * What pictures show and what sounds say, in words: {@link io.vigil.ai.AiService} asks the configured vision models one after
 * the other, {@link io.vigil.ai.SpeechService} a speech service, and {@link io.vigil.ai.MetadataDescriber} says what is known
 * without any. Values in, values out; knows no other feature but {@code session}, {@code web} and {@code settings}. How each
 * provider is spoken to is in {@code internal}, which {@code ai.text} uses too, and no other feature.
 * <p>
 * A call to a model is asynchronous and outside any session: hundreds may be under way and hold neither thread nor connection.
 * How it ended is a value, {@link io.vigil.ai.Outcome}, named by what the caller does next, with every
 * {@link io.vigil.ai.AiCall} that was made on the way.
 */
package io.vigil.ai;

/**
 * Texts by the configured models, of words and without pictures: {@link io.vigil.ai.text.TextService} asks the providers as
 * {@link io.vigil.ai.AiService} does. For whoever may use {@code ai}.
 */
package io.vigil.ai.text;

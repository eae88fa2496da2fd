package io.vigil.ai.text;

import java.time.Duration;

/**
 * What a text is wanted of.
 *
 * @param prompt all that the model is told; whoever puts words of others into it says in it that they are no instructions
 * @param deadline how long the whole answer may take, all tries included
 */
public record TextQuestion(String prompt, Duration deadline) {
}

package io.vigil.scenario;

import org.junit.jupiter.api.Test;

import io.vigil.protect.client.MutatedFrames;

/**
 * A hundred thousand damaged messages ({@code -Dscenario.frames=} for another number), half of them to each API: no stream
 * ends, what is good still arrives, and the log has no more than a line per class in ten seconds.
 */
class MutatedFramesScenario {

    private static final int FRAMES = Integer.getInteger("scenario.frames", 100_000);

    @Test
    void stop_no_stream() {
        System.out.println("mutated frames: " + new MutatedFrames().send(FRAMES / 2));
    }
}

package io.vigil.media;

/** What there is to be heard in a clip. */
public sealed interface Sound {

    /** The clip has no sound track, or one without a sample. */
    record NoTrack() implements Sound {
    }

    /**
     * There is a track, and no second of it is louder than {@link AudioExtractor#SILENCE_DBFS}.
     *
     * @param durationMs of the track
     */
    record Silent(int durationMs) implements Sound {
    }

    /**
     * There is something to hear.
     *
     * @param wav 16 kHz, mono, 16 bit
     * @param durationMs of the sound
     * @param level of its loudest second, in dB relative to full scale; never above 0
     */
    record Heard(byte[] wav, int durationMs, double level) implements Sound {
    }
}

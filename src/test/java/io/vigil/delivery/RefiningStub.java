package io.vigil.delivery;

import jakarta.inject.Singleton;

/** Receivers that replace what they were told by a better text. */
@Singleton
public class RefiningStub extends StubChannel {

    @Override
    public String word() {
        return "refining";
    }

    @Override
    public boolean refines() {
        return true;
    }
}

package io.vigil.delivery;

import jakarta.inject.Singleton;

/** Receivers that are told once. */
@Singleton
public class PlainStub extends StubChannel {

    @Override
    public String word() {
        return "plain";
    }

    @Override
    public boolean refines() {
        return false;
    }
}

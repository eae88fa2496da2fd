package io.vigil.protect.client;

import jakarta.inject.Singleton;

/** Makes clients of controllers. */
@Singleton
public class ControllerClients {

    /** A client of that controller; connects to nothing yet. To be closed by whoever asked for it. */
    public ControllerClient open(ControllerAccess access) {
        throw new UnsupportedOperationException();
    }
}

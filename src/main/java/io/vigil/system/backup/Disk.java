package io.vigil.system.backup;

import java.io.IOException;

import io.vigil.web.ProblemException;

/** What a failing disk is to clients. */
final class Disk {

    private Disk() {
    }

    /** 507 if it is full, which is answered; anything else is thrown as it is. */
    static ProblemException problem(IOException failure, String what) throws IOException {
        if (failure instanceof NoRoom) {
            return ProblemException.noSpace(failure.getMessage());
        }
        if (isFull(failure)) {
            return ProblemException.noSpace("There is no room on the disk " + what);
        }
        throw failure;
    }

    /** Whether there was no room. */
    static boolean isFull(IOException failure) {
        return failure instanceof NoRoom || ProblemException.isNoSpace(failure);
    }
}

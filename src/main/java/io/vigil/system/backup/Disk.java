package io.vigil.system.backup;

import java.io.IOException;
import java.util.Locale;

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
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return failure instanceof NoRoom || text.contains("no space left") || text.contains("quota exceeded")
                || text.contains("not enough space");
    }
}

package io.vigil.protect.http;

import java.time.Duration;

import io.vigil.protect.client.ControllerException;
import io.vigil.web.ProblemException;

/** What a controller's failure is to a client of ours. */
final class ControllerFailures {

    private static final Duration SOON = Duration.ofSeconds(10);

    private ControllerFailures() {
    }

    /** 401 with a code of its own, so that no client takes it for the end of its own session; 502, 503 or 504. */
    static ProblemException problem(ControllerException failure) {
        String detail = failure.getMessage();
        return switch (failure.kind()) {
            case REFUSED -> ProblemException.refusedOutside("controller_auth_failed", detail);
            case UNREACHABLE -> ProblemException.unavailable(detail, SOON);
            case LIMITED -> ProblemException.unavailable(detail, failure.retryAfter() == null ? SOON : failure.retryAfter());
            case TIMED_OUT -> ProblemException.gatewayTimeout(detail);
            case UNTRUSTED, NOT_YET, GONE, GARBLED -> ProblemException.badGateway(detail);
        };
    }
}

package io.vigil.protect.client.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vigil.protect.client.ControllerAccess;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;

/**
 * The session of a local account at the private API: a cookie and a CSRF token. It ends when the controller says so (401), not
 * when the cookie does; then one sign-in serves all who wait, and each tries once more. One that is
 * refused is not tried again for a while. As all mature clients do it
 * (uilibs/uiprotect api.py, hjdhjd/unifi-protect). Lives on one event loop.
 */
final class SignIn {

    private static final String CSRF = "X-CSRF-Token";
    private static final String NEW_CSRF = "X-Updated-CSRF-Token";
    private static final int SECOND_FACTOR_WANTED = 499;
    /** For so long nobody asks again after a sign-in that was refused: controllers lock accounts out. */
    private static final Duration RESTRAINT = Duration.ofSeconds(20);
    /** And for so long after as many refusals in a row; it may have been the controller's start, so not for ever. */
    private static final int REFUSALS = 2;
    private static final Duration LONG_RESTRAINT = Duration.ofMinutes(30);

    private final Wire wire;
    private final ControllerAccess access;
    private final LongSupplier nanos;
    private String cookie;
    private String csrf;
    /** Counts the sessions, so that one that was refused is given up only once. */
    private int session;
    private Promise<Void> underWay;
    /** In a row; the account itself was refused, not a session of it. */
    private int refusals;
    private ControllerException refusal;
    private long refusedNanos;

    SignIn(Wire wire, ControllerAccess access) {
        this(wire, access, System::nanoTime);
    }

    /** With another measure of time. */
    SignIn(Wire wire, ControllerAccess access, LongSupplier nanos) {
        this.wire = wire;
        this.access = access;
        this.nanos = nanos;
    }

    /** Does it with the headers of a session, if need be a second time with those of a new one. */
    <T> Future<T> with(Function<MultiMap, Future<T>> deed) {
        return ready().compose(ready -> {
            int used = session;
            return deed.apply(headers()).recover(why -> {
                if (!isRefused(why)) {
                    return Future.failedFuture(why);
                }
                if (used == session) {
                    cookie = null;
                }
                return ready().compose(again -> deed.apply(headers()));
            });
        });
    }

    /** Takes note of a token that an answer brings. */
    void heed(MultiMap headers) {
        String updated = headers.get(NEW_CSRF);
        String current = updated == null ? headers.get(CSRF) : updated;
        if (current != null) {
            csrf = current;
        }
    }

    private static boolean isRefused(Throwable why) {
        return why instanceof ControllerException failure && failure.kind() == Kind.REFUSED;
    }

    private MultiMap headers() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (cookie != null) {
            headers.set(HttpHeaders.COOKIE, cookie);
        }
        if (csrf != null) {
            headers.set(CSRF, csrf);
        }
        return headers;
    }

    private Future<Void> ready() {
        if (cookie != null) {
            return Future.succeededFuture();
        }
        if (refusal != null && nanos.getAsLong() - refusedNanos < restraint().toNanos()) {
            return Future.failedFuture(refusal);
        }
        if (underWay == null) {
            Promise<Void> ours = Promise.promise();
            underWay = ours;
            signIn().onComplete(ended -> {
                underWay = null;
                refusal = ended.failed() ? refusal(ended.cause()) : null;
                refusedNanos = nanos.getAsLong();
                ours.handle(ended);
            });
            return ours.future();
        }
        return underWay.future();
    }

    private Duration restraint() {
        return refusals < REFUSALS ? RESTRAINT : LONG_RESTRAINT;
    }

    private static ControllerException refusal(Throwable why) {
        return why instanceof ControllerException failure
                && (failure.kind() == Kind.REFUSED || failure.kind() == Kind.LIMITED) ? failure : null;
    }

    /** Some controllers hand out the first token with their front page; what else it says does not matter. */
    private Future<Void> signIn() {
        csrf = null;
        return wire.send(HttpMethod.GET, "/", MultiMap.caseInsensitiveMultiMap(), null, Wire.Size.PAGE).compose(page -> {
            heed(page.headers());
            Buffer body = new JsonObject().put("username", access.username()).put("password", access.password())
                    .put("rememberMe", true).put("token", "").toBuffer();
            return wire.send(HttpMethod.POST, "/api/auth/login", headers(), body, Wire.Size.SMALL);
        }).compose(this::signedIn);
    }

    private Future<Void> signedIn(Wire.Answer answer) {
        if (answer.status() == SECOND_FACTOR_WANTED) {
            return Future.failedFuture(new ControllerException(Kind.REFUSED,
                    "The account wants a second factor: use a local one without"));
        }
        if (answer.status() == 401 || answer.status() == 403) {
            refusals++;
            return Future.failedFuture(refused());
        }
        if (!answer.isGood()) {
            return Future.failedFuture(Failures.status(answer.status(), answer.headers()));
        }
        Optional<String> token = answer.headers().getAll(HttpHeaders.SET_COOKIE).stream()
                .map(set -> set.split(";", 2)[0].strip())
                .filter(pair -> pair.startsWith("TOKEN=") || pair.startsWith("UOS_TOKEN=")).findFirst();
        if (token.isEmpty()) {
            return Future.failedFuture(new ControllerException(Kind.GARBLED, "It signed nobody in, and did not say why"));
        }
        heed(answer.headers());
        refusals = 0;
        cookie = token.get();
        session++;
        return Future.succeededFuture();
    }

    private static ControllerException refused() {
        return new ControllerException(Kind.REFUSED, "It does not accept the user name or the password");
    }
}

package io.vigil.session.faults;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** One thing that goes wrong, once: at the next matching moment on any watched connection, or on a certain one. */
final class Fault {

    private final Moment moment;
    private final Deed deed;
    private final String fragment;
    private final Wire only;
    private final AtomicBoolean hit = new AtomicBoolean();

    private Fault(Moment moment, String fragment, Deed deed, Wire only) {
        this.moment = moment;
        this.fragment = fragment.toLowerCase(Locale.ROOT);
        this.deed = deed;
        this.only = only;
    }

    /** At the next such moment. */
    static Fault at(Moment moment, Deed deed) {
        return new Fault(moment, "", deed, null);
    }

    /** At the next such moment of a statement whose text has this fragment, in whatever case. */
    static Fault at(Moment moment, String fragment, Deed deed) {
        return new Fault(moment, fragment, deed, null);
    }

    /** The same, but on this connection and no other. */
    Fault on(Wire wire) {
        return new Fault(moment, fragment, deed, wire);
    }

    /** Whether it struck. A test whose fault did not strike shows nothing. */
    boolean hit() {
        return hit.get();
    }

    /** Whether this is its moment; true once. */
    boolean claims(Moment now, String sql, Wire wire) {
        return moment == now && (only == null || only == wire) && sql.toLowerCase(Locale.ROOT).contains(fragment)
                && hit.compareAndSet(false, true);
    }

    Deed deed() {
        return deed;
    }

    @Override
    public String toString() {
        return moment + (fragment.isEmpty() ? "" : " of '" + fragment + "'") + (hit() ? ", struck" : ", did not strike");
    }
}

package io.vigil.session.faults;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** One thing that goes wrong, once: at the next matching moment on any watched connection. */
final class Fault {

    private final Moment moment;
    private final Deed deed;
    private final String fragment;
    private final AtomicBoolean hit = new AtomicBoolean();

    private Fault(Moment moment, String fragment, Deed deed) {
        this.moment = moment;
        this.fragment = fragment.toLowerCase(Locale.ROOT);
        this.deed = deed;
    }

    /** At the next such moment. */
    static Fault at(Moment moment, Deed deed) {
        return new Fault(moment, "", deed);
    }

    /** At the next such moment of a statement whose text has this fragment, in whatever case. */
    static Fault at(Moment moment, String fragment, Deed deed) {
        return new Fault(moment, fragment, deed);
    }

    /** Whether it struck. A test whose fault did not strike shows nothing. */
    boolean hit() {
        return hit.get();
    }

    /** Whether this is its moment; true once. */
    boolean claims(Moment now, String sql) {
        return moment == now && sql.toLowerCase(Locale.ROOT).contains(fragment) && hit.compareAndSet(false, true);
    }

    Deed deed() {
        return deed;
    }

    @Override
    public String toString() {
        return moment + (fragment.isEmpty() ? "" : " of '" + fragment + "'") + (hit() ? ", struck" : ", did not strike");
    }
}

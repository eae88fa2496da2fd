package io.vigil.session.build;

import java.util.Locale;

/** What the build refuses, and what to do instead. */
enum SessionRule {

    CAN_BE_INTERCEPTED("make it an ordinary method, or call SessionContext.run/call inside it"),
    IS_ON_A_BEAN("make its class a CDI bean, or call SessionContext.run/call instead"),
    IS_ON_A_METHOD("put it on each method that needs a session"),
    ANSWERS_VALUES("return ids, records and simple values, and do what is slow outside the session"),
    HAS_A_PROPER_NAME("call it feature.deed, in lower case with dashes, such as \"camera.add\""),
    HAS_A_NAME_OF_ITS_OWN("give each session a name of its own"),
    IS_NOT_CDIS_SCOPE("import io.vigil.session.SessionScoped"),
    IS_NOT_TRANSACTIONAL("use @SessionScoped, @RequestSession or SessionContext.run/call"),
    INJECTS_NO_SESSION("take the session as a parameter, or ask SessionContext.current() inside one");

    private final String cure;

    SessionRule(String cure) {
        this.cure = cure;
    }

    /** Says where the rule is broken, how, and what to do. */
    String broken(String where, String how) {
        return "%s %s (%s). Instead, %s.".formatted(where, how, name().toLowerCase(Locale.ROOT).replace('_', ' '), cure);
    }
}

package io.vigil.web;

/**
 * What {@code @RolesAllowed} on a resource method may ask for. A route names every role that opens it; an API key holds its
 * scopes as roles, and a key with the scope {@link #ADMIN} also {@link #USER}, but never what is bound to a person.
 */
public final class Roles {

    /** Any signed-in user, or an API key with the scope admin. */
    public static final String USER = "user";
    /** A signed-in administrator, or an API key with the scope admin. */
    public static final String ADMIN = "admin";
    /** A signed-in user and never an API key: what is bound to a person. */
    public static final String PERSON = "person";
    /** A signed-in administrator and never an API key. */
    public static final String ADMIN_PERSON = "admin-person";
    /** The monitoring system. */
    public static final String SCRAPER = "scraper";

    public static final String READ_EVENTS = "read:events";
    public static final String WRITE_EVENTS = "write:events";
    public static final String READ_CAMERAS = "read:cameras";
    public static final String WRITE_CAMERAS = "write:cameras";

    private Roles() {
    }
}

package io.vigil.delivery.inapp;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.persistence.Tuple;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.hibernate.Session;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.vigil.delivery.inapp.NotificationView.Count;
import io.vigil.delivery.inapp.NotificationView.Deleted;
import io.vigil.delivery.inapp.NotificationView.DeletedMany;
import io.vigil.delivery.inapp.NotificationView.Marked;
import io.vigil.delivery.inapp.NotificationView.Page;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.Roles;

/** Notifications of events. Some clients mark with PATCH, the web client with POST. */
@Path("/api/v1/notifications")
public class NotificationResource {

    private static final Listing UNREAD = Notification.those(false);

    NotificationResource() {
    }

    /** The newest first. */
    @GET
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public Page list(@RestQuery Boolean read, @RestQuery("unread_only") Boolean unreadOnly,
            @RestQuery @DefaultValue("20") @Min(1) @Max(100) Integer limit,
            @RestQuery @DefaultValue("0") @Min(0) Integer offset) {
        Session db = SessionContext.current();
        Listing.Page<Tuple> page = Notification.those(Boolean.TRUE.equals(unreadOnly) ? Boolean.FALSE : read)
                .page(db, which -> NotificationView.query(db, which), offset, limit);
        return new Page(page.rows().stream().map(NotificationView::of).toList(), page.total(), UNREAD.count(db));
    }

    /** How many are unread. */
    @GET
    @Path("/unread-count")
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public Count unread() {
        return new Count(UNREAD.count(SessionContext.current()));
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public NotificationView get(@RestPath UUID id) {
        return NotificationView.existing(SessionContext.current(), id);
    }

    /** Marks it as read. */
    @PATCH
    @Path("/{id}/read")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public NotificationView read(@RestPath UUID id) {
        return marked(id);
    }

    /** The same for the web client. */
    @POST
    @Path("/{id}/read")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public NotificationView postRead(@RestPath UUID id) {
        return marked(id);
    }

    private static NotificationView marked(UUID id) {
        Notification notification = Notification.existing(id);
        notification.read = true;
        Session db = SessionContext.current();
        db.flush();
        return NotificationView.existing(db, id);
    }

    /** Marks all as read; a bounded page in each session. */
    @PATCH
    @Path("/mark-all-read")
    @RolesAllowed(Roles.USER)
    public Marked markAllRead() {
        return allMarked();
    }

    /** The same for the web client. */
    @POST
    @Path("/read-all")
    @RolesAllowed(Roles.USER)
    public Marked readAll() {
        return allMarked();
    }

    private static Marked allMarked() {
        return new Marked(true, Listing.all(() -> SessionContext.session("delivery.mark-notifications").rootOnly()
                .within(Budget.REQUEST).call(UNREAD::markPage)));
    }

    /** Forgets it. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public Deleted delete(@RestPath UUID id) {
        Notification.existing(id).delete();
        return new Deleted(true, id);
    }

    /** Forgets all, or those that are read; a bounded page in each session. */
    @DELETE
    @RolesAllowed(Roles.USER)
    public DeletedMany deleteAll(@RestQuery("read_only") Boolean readOnly) {
        Listing those = Notification.those(Boolean.TRUE.equals(readOnly) ? true : null);
        return new DeletedMany(true, Listing.all(() -> SessionContext.session("delivery.forget-notifications").rootOnly()
                .within(Budget.REQUEST).call(those::forgetPage)));
    }
}

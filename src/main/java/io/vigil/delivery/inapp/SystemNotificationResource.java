package io.vigil.delivery.inapp;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;

import org.hibernate.Session;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.vigil.delivery.inapp.NotificationView.Deleted;
import io.vigil.delivery.inapp.NotificationView.DeletedMany;
import io.vigil.delivery.inapp.NotificationView.Marked;
import io.vigil.delivery.inapp.SystemNotificationView.Page;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.Roles;

/** Notifications of the system, such as that the money for models runs short. */
@Path("/api/v1/system-notifications")
public class SystemNotificationResource {

    SystemNotificationResource() {
    }

    /** The newest first; dismissed ones only if asked for. */
    @GET
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public Page list(@RestQuery("notification_type") String type, @RestQuery Boolean read,
            @RestQuery @DefaultValue("false") Boolean dismissed,
            @RestQuery @DefaultValue("20") @Min(1) @Max(100) Integer limit,
            @RestQuery @DefaultValue("0") @Min(0) Integer offset) {
        Session db = SessionContext.current();
        Listing.Page<SystemNotification> page = SystemNotification.those(orNull(type), read, dismissed)
                .page(db, which -> SystemNotification.query(db, which), offset, limit);
        return new Page(page.rows().stream().map(SystemNotificationView::of).toList(), page.total(),
                SystemNotification.those(null, false, null).count(db));
    }

    /** Marks it as read. */
    @PATCH
    @Path("/{id}/read")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public SystemNotificationView read(@RestPath UUID id) {
        SystemNotification notification = SystemNotification.existing(id);
        notification.read = true;
        return SystemNotificationView.of(notification);
    }

    /** Takes it off the list; what is dismissed counts as read. */
    @PATCH
    @Path("/{id}/dismiss")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public SystemNotificationView dismiss(@RestPath UUID id) {
        SystemNotification notification = SystemNotification.existing(id);
        notification.read = true;
        notification.dismissed = true;
        return SystemNotificationView.of(notification);
    }

    /** Marks all as read, or all of a type; a bounded page in each session. */
    @PATCH
    @Path("/mark-all-read")
    @RolesAllowed(Roles.USER)
    public Marked markAllRead(@RestQuery("notification_type") String type) {
        Listing those = SystemNotification.those(orNull(type), false, null);
        return new Marked(true, Listing.all(() -> SessionContext.session("delivery.mark-system-notifications").rootOnly()
                .within(Budget.REQUEST).call(those::markPage)));
    }

    /** Forgets it. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public Deleted delete(@RestPath UUID id) {
        SystemNotification.existing(id).delete();
        return new Deleted(true, id);
    }

    /** Forgets all, or all of a type, or those that are read; a bounded page in each session. */
    @DELETE
    @RolesAllowed(Roles.USER)
    public DeletedMany deleteAll(@RestQuery("notification_type") String type, @RestQuery("read_only") Boolean readOnly) {
        Listing those = SystemNotification.those(orNull(type), Boolean.TRUE.equals(readOnly) ? true : null, null);
        return new DeletedMany(true, Listing.all(() -> SessionContext.session("delivery.forget-system-notifications")
                .rootOnly().within(Budget.REQUEST).call(those::forgetPage)));
    }

    private static String orNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}

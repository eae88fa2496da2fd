package io.vigil.delivery.inapp;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.vigil.delivery.inapp.NotificationView.Count;
import io.vigil.delivery.inapp.NotificationView.Deleted;
import io.vigil.delivery.inapp.NotificationView.DeletedMany;
import io.vigil.delivery.inapp.NotificationView.Marked;
import io.vigil.delivery.inapp.NotificationView.Page;
import io.vigil.session.RequestSession;
import io.vigil.web.Roles;

/** Notifications of events. Some clients mark with PATCH, the web client with POST. */
@Path("/api/v1/notifications")
public class NotificationResource {

    NotificationResource() {
    }

    /** The newest first. */
    @GET
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public Page list(@RestQuery Boolean read, @RestQuery("unread_only") Boolean unreadOnly,
            @RestQuery @DefaultValue("20") @Min(1) @Max(100) Integer limit,
            @RestQuery @DefaultValue("0") @Min(0) Integer offset) {
        Boolean wanted = Boolean.TRUE.equals(unreadOnly) ? Boolean.FALSE : read;
        return new Page(Notification.page(wanted, offset, limit).stream().map(NotificationView::of).toList(),
                Notification.count(wanted), Notification.count(false));
    }

    /** How many are unread. */
    @GET
    @Path("/unread-count")
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public Count unread() {
        return new Count(Notification.count(false));
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public NotificationView get(@RestPath UUID id) {
        return NotificationView.of(Notification.existing(id));
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
        return NotificationView.of(notification);
    }

    /** Marks all as read. */
    @PATCH
    @Path("/mark-all-read")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public Marked markAllRead() {
        return allMarked();
    }

    /** The same for the web client. */
    @POST
    @Path("/read-all")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public Marked readAll() {
        return allMarked();
    }

    private static Marked allMarked() {
        return new Marked(true, Notification.update("read = true where read = false"));
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

    /** Forgets all, or those that are read. */
    @DELETE
    @RolesAllowed(Roles.USER)
    @RequestSession
    public DeletedMany deleteAll(@RestQuery("read_only") Boolean readOnly) {
        return new DeletedMany(true, Boolean.TRUE.equals(readOnly) ? Notification.delete("read = true")
                : Notification.deleteAll());
    }
}

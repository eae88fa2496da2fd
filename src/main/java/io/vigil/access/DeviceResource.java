package io.vigil.access;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

import org.jboss.resteasy.reactive.ResponseStatus;

import io.vigil.access.internal.Device;
import io.vigil.access.internal.LastSeen;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;
import io.vigil.web.Principal;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** The caller's own devices. A rename goes by row id, everything else by what the device calls itself. */
@Path("/api/v1/devices")
public class DeviceResource {

    private final SecretBox box;
    private final LastSeen lastSeen;
    private final Clock clock;

    record Rename(@Size(max = 100) String name, @Size(min = 1, max = 4096) String pushToken) {
    }

    record NewPushToken(@NotNull @Size(min = 1, max = 4096) String pushToken) {
    }

    DeviceResource(SecretBox box, LastSeen lastSeen, Clock clock) {
        this.box = box;
        this.lastSeen = lastSeen;
        this.clock = clock;
    }

    @Produces
    @Singleton
    static SealedColumn sealedPushToken() {
        return SealedColumn.text("device", "push_token", Device.PUSH_TOKEN);
    }

    /** Registers a device, or describes it anew; one that was another user's becomes the caller's. */
    @POST
    @ResponseStatus(201)
    @RolesAllowed(Roles.PERSON)
    @RequestSession
    public DeviceView.Registered register(@Valid @NotNull NewDevice device, @Context SecurityContext security) {
        DevicePreferences.requireKnownZone(device.quietHoursTimezone());
        UUID userId = Principal.of(security).id();
        Device.Registration done = Device.register(userId, device.sealed(seal(device.pushToken())), clock.instant());
        SessionContext.afterCommit("access.forget-last-seen", () -> lastSeen.forget(userId, device.deviceId()));
        return new DeviceView.Registered(done.id(), device.deviceId(), device.platform(), done.createdAt(), done.isNew());
    }

    /** The caller's devices, newest first. */
    @GET
    @RolesAllowed(Roles.PERSON)
    @RequestSession(readOnly = true)
    public DeviceView.All list(@Context SecurityContext security) {
        List<DeviceView> devices = Device.of(Principal.of(security).id()).stream()
                .map(device -> DeviceView.of(device, clock.instant())).toList();
        return new DeviceView.All(devices, devices.size());
    }

    /** Renames the device of this row; what is absent stays. */
    @PUT
    @Path("/{id}")
    @RolesAllowed(Roles.PERSON)
    @RequestSession
    public DeviceView rename(@PathParam("id") UUID id, @Valid @NotNull Rename change, @Context SecurityContext security) {
        Device device = Device.of(Principal.of(security).id(), id)
                .orElseThrow(() -> ProblemException.notFound("device", id));
        if (change.name() != null) {
            device.name = change.name();
        }
        if (change.pushToken() != null) {
            device.pushToken = seal(change.pushToken());
        }
        return changed(device);
    }

    /** Stores where to push to. */
    @PUT
    @Path("/{device_id}/token")
    @RolesAllowed(Roles.PERSON)
    @RequestSession
    public DeviceView.TokenStored storeToken(@PathParam("device_id") String deviceId, @Valid @NotNull NewPushToken token,
            @Context SecurityContext security) {
        Device device = existing(security, deviceId);
        device.pushToken = seal(token.pushToken());
        device.updatedAt = clock.instant();
        return new DeviceView.TokenStored(true, "Push token updated");
    }

    /** Changes quiet hours; what is absent stays. */
    @PUT
    @Path("/{device_id}/preferences")
    @RolesAllowed(Roles.PERSON)
    @RequestSession
    public DeviceView prefer(@PathParam("device_id") String deviceId, @Valid @NotNull DevicePreferences wish,
            @Context SecurityContext security) {
        DevicePreferences.requireKnownZone(wish.quietHoursTimezone());
        Device device = existing(security, deviceId);
        device.quietHoursEnabled = orElse(wish.quietHoursEnabled(), device.quietHoursEnabled);
        device.quietHoursStart = orElse(wish.quietHoursStart(), device.quietHoursStart);
        device.quietHoursEnd = orElse(wish.quietHoursEnd(), device.quietHoursEnd);
        device.quietHoursTimezone = orElse(wish.quietHoursTimezone(), device.quietHoursTimezone);
        device.quietHoursOverrideCritical = orElse(wish.quietHoursOverrideCritical(), device.quietHoursOverrideCritical);
        return changed(device);
    }

    /** Removes the caller's devices that were not seen for 90 days, or never. */
    @DELETE
    @Path("/inactive")
    @RolesAllowed(Roles.PERSON)
    @RequestSession
    public DeviceView.Removed removeInactive(@Context SecurityContext security) {
        Instant since = Device.inactiveBefore(clock.instant());
        return new DeviceView.Removed(Device.forgetInactive(Principal.of(security).id(), since));
    }

    /** Removes a device. */
    @DELETE
    @Path("/{device_id}")
    @RolesAllowed(Roles.PERSON)
    @RequestSession
    public void remove(@PathParam("device_id") String deviceId, @Context SecurityContext security) {
        if (!Device.forget(Principal.of(security).id(), deviceId)) {
            throw ProblemException.notFound("device", deviceId);
        }
    }

    private DeviceView changed(Device device) {
        Instant now = clock.instant();
        device.updatedAt = now;
        return DeviceView.of(device, now);
    }

    private String seal(String pushToken) {
        return pushToken == null ? null : box.encrypt(pushToken, Device.PUSH_TOKEN);
    }

    private static Device existing(SecurityContext security, String deviceId) {
        return Device.of(Principal.of(security).id(), deviceId)
                .orElseThrow(() -> ProblemException.notFound("device", deviceId));
    }

    private static <T> T orElse(T wanted, T present) {
        return wanted == null ? present : wanted;
    }
}

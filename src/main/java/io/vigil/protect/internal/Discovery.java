package io.vigil.protect.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.vigil.protect.client.ControllerCamera;

/** What controllers answered when they were asked for their cameras last. */
@Singleton
public class Discovery {

    private final Map<UUID, Listing> listings = new ConcurrentHashMap<>();
    private final Clock clock;

    /** The cameras of a controller, as it told at that time. */
    public record Listing(List<ControllerCamera> cameras, Instant at) {

        /** The camera with this id of the controller's. */
        public Optional<ControllerCamera> camera(String id) {
            return cameras.stream().filter(camera -> camera.id().equals(id)).findFirst();
        }
    }

    Discovery(Clock clock) {
        this.clock = clock;
    }

    /** What a controller told last; empty if it never did here. */
    public Optional<Listing> last(UUID controllerId) {
        return Optional.ofNullable(listings.get(controllerId));
    }

    /** Remembers what it tells now. */
    public Listing found(UUID controllerId, List<ControllerCamera> cameras) {
        Listing listing = new Listing(List.copyOf(cameras), clock.instant());
        listings.put(controllerId, listing);
        return listing;
    }

    /** Forgets a controller that is gone, or is another now. */
    public void forget(UUID controllerId) {
        listings.remove(controllerId);
    }
}

package io.vigil.system.ai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import io.vigil.ai.AiProviders;
import io.vigil.ai.Provider;
import io.vigil.ai.Question;
import io.vigil.web.Roles;

/** What each provider of AI takes. */
@Path("/api/v1/ai/capabilities")
public class AiCapabilityResource {

    private final AiProviders providers;

    AiCapabilityResource(AiProviders providers) {
        this.providers = providers;
    }

    /** By the name that events use. */
    public record Capabilities(Map<String, CapabilityView> providers) {
    }

    /**
     * What is sent to a provider: pictures only. The length, the size and the formats are the contract's, about videos.
     *
     * @param maxImages of one question
     */
    public record CapabilityView(boolean video, int maxVideoDuration, int maxVideoSizeMb, List<String> supportedFormats,
            int maxImages, boolean configured) {
    }

    @GET
    @RolesAllowed(Roles.USER)
    public Capabilities capabilities() {
        Map<String, CapabilityView> views = new LinkedHashMap<>();
        for (Provider provider : Provider.values()) {
            views.put(provider.word(),
                    new CapabilityView(false, 0, 0, List.of(), Question.MOST_PICTURES, providers.isConfigured(provider)));
        }
        return new Capabilities(views);
    }
}

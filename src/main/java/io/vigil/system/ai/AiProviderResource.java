package io.vigil.system.ai;

import java.util.Arrays;
import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vigil.ai.AiProviders;
import io.vigil.ai.Provider;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Which providers of AI there are, and whether a key is good. */
@Path("/api/v1/system")
public class AiProviderResource {

    private final AiProviders providers;

    AiProviderResource(AiProviders providers) {
        this.providers = providers;
    }

    /** All providers, with the order in which they are asked. */
    public record Page(List<ProviderView> providers, List<String> order) {
    }

    /** One provider, by the vendor's name. */
    public record ProviderView(String provider, boolean configured) {
    }

    /** A key to be tried. It is not kept. */
    public record NewKeyTest(@NotBlank String provider, @NotBlank @Size(max = 500) String apiKey) {

        /** Keys never appear in a log. */
        @Override
        public String toString() {
            return "NewKeyTest[" + provider + "]";
        }
    }

    /** What came of it; a key that is not good is no error of the request. */
    public record KeyTestView(boolean valid, String message, String provider) {
    }

    @GET
    @Path("/ai-providers")
    @RolesAllowed(Roles.USER)
    public Page list() {
        return new Page(
                Arrays.stream(Provider.values())
                        .map(provider -> new ProviderView(provider.vendor(), providers.isConfigured(provider))).toList(),
                providers.inOrder().stream().map(Provider::vendor).toList());
    }

    /** Shows the key to the provider. A worker begins; none waits for the answer. */
    @POST
    @Path("/test-key")
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<KeyTestView> testKey(@NotNull @Valid NewKeyTest test) {
        Provider provider = Provider.ofVendor(test.provider()).orElseThrow(
                () -> ProblemException.invalid("body", "provider", "must be one of openai, anthropic, google, grok"));
        return providers.test(provider, test.apiKey())
                .map(tried -> new KeyTestView(tried.valid(), tried.message(), provider.vendor()));
    }
}

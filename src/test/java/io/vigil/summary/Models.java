package io.vigil.summary;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import io.vigil.ai.Provider;
import io.vigil.ai.VisionStub;
import io.vigil.settings.Settings;

/** The models that a test has configured. */
@Singleton
public class Models {

    private final Settings settings;

    Models(Settings settings) {
        this.settings = settings;
    }

    /** These and no others, in this order, where they cost nothing. */
    public void only(VisionStub stub, Provider... providers) {
        configure(stub, false, providers);
    }

    /** The same where they cost what they cost. */
    public void onlyForMoney(VisionStub stub, Provider... providers) {
        configure(stub, true, providers);
    }

    /** None. */
    public void none() {
        configure(null, false);
    }

    private void configure(VisionStub stub, boolean forMoney, Provider... providers) {
        Map<String, Object> values = new HashMap<>();
        for (Provider provider : Provider.values()) {
            boolean wanted = List.of(providers).contains(provider);
            String url = !wanted ? null : forMoney ? stub.vendorUrl(provider) : stub.url(provider);
            values.put("ai_base_url_" + provider.word(), url);
            values.put("ai_api_key_" + provider.word(), wanted ? "key-of-" + provider.word() + "-0123" : null);
        }
        values.put("ai_provider_order", Arrays.stream(providers).map(provider -> '"' + provider.vendor() + '"').toList()
                .toString());
        settings.change(values);
    }
}

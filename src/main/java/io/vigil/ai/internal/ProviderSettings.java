package io.vigil.ai.internal;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.vigil.ai.AiConfig;
import io.vigil.ai.Provider;
import io.vigil.settings.ModelSettings;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/** The household's settings of the providers, as they are now. For worker threads. */
@Singleton
public class ProviderSettings {

    private static final Map<Provider, Keys> KEYS = Map.of(
            Provider.OPENAI,
            new Keys(ModelSettings.AI_BASE_URL_OPENAI, ModelSettings.AI_MODEL_OPENAI, ModelSettings.AI_API_KEY_OPENAI),
            Provider.GROK,
            new Keys(ModelSettings.AI_BASE_URL_GROK, ModelSettings.AI_MODEL_GROK, ModelSettings.AI_API_KEY_GROK),
            Provider.CLAUDE,
            new Keys(ModelSettings.AI_BASE_URL_CLAUDE, ModelSettings.AI_MODEL_CLAUDE, ModelSettings.AI_API_KEY_CLAUDE),
            Provider.GEMINI,
            new Keys(ModelSettings.AI_BASE_URL_GEMINI, ModelSettings.AI_MODEL_GEMINI, ModelSettings.AI_API_KEY_GEMINI));
    private static final Keys SPEECH = new Keys(ModelSettings.AI_BASE_URL_SPEECH, ModelSettings.AI_MODEL_SPEECH,
            ModelSettings.AI_API_KEY_SPEECH);
    /** Whose the models are that a household thinks of first. */
    private static final Map<String, Provider> MAKERS = Map.of("gpt-4o-mini", Provider.OPENAI, "claude-3-haiku",
            Provider.CLAUDE, "gemini-flash", Provider.GEMINI);
    private static final Pattern WORD = Pattern.compile("\"(\\w+)\"");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");

    private final Settings settings;
    private final Set<String> vendorHosts;

    private record Keys(SettingKey<URI> baseUrl, SettingKey<String> model, SettingKey<String> key) {
    }

    ProviderSettings(Settings settings, AiConfig config) {
        this.settings = settings;
        this.vendorHosts = config.vendorHosts().orElse(Set.of()).stream().map(ProviderSettings::lower)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Where a provider is reached, and how.
     *
     * @param baseUrl up to and with the version, such as {@code https://api.openai.com/v1}
     * @param model its name there
     * @param key empty for servers of one's own
     * @param vendor whether the vendor itself is there: it wants money, and knows all of its protocol
     * @param configured whether the household has set it up
     */
    public record Endpoint(URI baseUrl, String model, Optional<String> key, boolean vendor, boolean configured,
            Provider provider) {

        /** An address below the base. */
        public URI at(String path) {
            String base = baseUrl.toString();
            return URI.create((base.endsWith("/") ? base : base + "/") + path);
        }

        /** The same with another key. */
        public Endpoint with(String otherKey) {
            return new Endpoint(baseUrl, model, Optional.of(otherKey), vendor, configured, provider);
        }

        /** What is wrong with it, if no request can be made of it; the settings have checked the address already. */
        public Optional<String> unusable() {
            return key.filter(text -> !PRINTABLE.matcher(text).matches())
                    .map(text -> "The API key has characters that no key has");
        }

        /** Keys never appear in a log. */
        @Override
        public String toString() {
            return "Endpoint[" + baseUrl + ", " + model + "]";
        }
    }

    /** Who is asked, in order: whom the camera wants, then as the household says; only those that are configured. */
    public List<Endpoint> chain(Provider first) {
        List<Provider> order = new ArrayList<>(order());
        if (first != null) {
            order.remove(first);
            order.add(0, first);
        }
        return order.stream().map(this::endpoint).filter(Endpoint::configured).toList();
    }

    /**
     * All providers: those that the household names, as it does, and then the others. Where it names none, those of its primary
     * and its fallback model are the first.
     */
    public List<Provider> order() {
        Set<Provider> order = new LinkedHashSet<>();
        Matcher words = WORD.matcher(settings.get(ModelSettings.AI_PROVIDER_ORDER));
        while (words.find()) {
            Provider.ofVendor(words.group(1)).ifPresent(order::add);
        }
        if (order.isEmpty()) {
            order.add(primary());
            settings.get(ModelSettings.FALLBACK_MODEL).map(MAKERS::get).ifPresent(order::add);
        }
        order.addAll(Arrays.asList(Provider.values()));
        return List.copyOf(order);
    }

    /** Where that provider is, configured or not. */
    public Endpoint endpoint(Provider provider) {
        return endpoint(KEYS.get(provider), provider, key(provider));
    }

    /** Where speech is understood. Without a key of its own it uses OpenAI's, but shows that nowhere else. */
    public Endpoint speech() {
        Optional<String> own = key(ModelSettings.AI_API_KEY_SPEECH);
        URI here = settings.get(ModelSettings.AI_BASE_URL_SPEECH);
        URI there = settings.get(ModelSettings.AI_BASE_URL_OPENAI);
        boolean same = here.getScheme().equalsIgnoreCase(there.getScheme())
                && here.getAuthority().equalsIgnoreCase(there.getAuthority());
        return endpoint(SPEECH, null, own.isEmpty() && same ? key(Provider.OPENAI) : own);
    }

    private Endpoint endpoint(Keys keys, Provider provider, Optional<String> key) {
        URI baseUrl = settings.get(keys.baseUrl());
        URI usual = keys.baseUrl().defaultValue();
        boolean vendor = usual.getHost().equalsIgnoreCase(baseUrl.getHost()) || vendorHosts.contains(lower(baseUrl.getHost()));
        return new Endpoint(baseUrl, settings.get(keys.model()), key, vendor, key.isPresent() || !usual.equals(baseUrl),
                provider);
    }

    /** Hosts are the same whatever the case of their letters. */
    private static String lower(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    /** Its own key, or for the maker of the primary model the key of that. */
    private Optional<String> key(Provider provider) {
        Optional<String> own = key(KEYS.get(provider).key());
        return own.isEmpty() && provider == primary() ? key(ModelSettings.PRIMARY_API_KEY) : own;
    }

    private Provider primary() {
        return MAKERS.get(settings.get(ModelSettings.PRIMARY_MODEL));
    }

    private Optional<String> key(SettingKey<String> key) {
        return Optional.of(settings.get(key).strip()).filter(text -> !text.isEmpty());
    }
}

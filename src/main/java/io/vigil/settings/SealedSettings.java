package io.vigil.settings;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Where settings that are secrets are sealed. */
@Singleton
class SealedSettings {

    @Produces
    @Singleton
    static SealedColumn sealedValue() {
        return SealedColumn.named("setting", "value", "key");
    }
}

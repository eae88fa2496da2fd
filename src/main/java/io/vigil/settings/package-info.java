/**
 * Household settings and secrets: the typed catalogue ({@link io.vigil.settings.SettingKey},
 * {@link io.vigil.settings.ModelSettings}), its values ({@link io.vigil.settings.Settings}), and how secrets are kept
 * ({@link io.vigil.settings.SecretBox}). Every feature may call it; it knows nothing of ours but {@code session} and
 * {@code web}.
 */
package io.vigil.settings;

/**
 * Household settings and secrets: the typed catalogue ({@code SettingKey}), its values
 * ({@code Settings}), and how secrets are kept ({@link io.vigil.settings.SecretBox}). Every feature may
 * call it; it knows nothing of ours but {@code session} and {@code web}.
 */
package io.vigil.settings;

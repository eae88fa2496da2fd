/**
 * Seals all secrets anew when another secret key takes the place of the one before, while both open, and tells when that
 * one may go. Where secrets are sealed each feature says by its {@link io.vigil.settings.SealedColumn}s. Nobody uses this
 * package.
 */
package io.vigil.system.rotation;

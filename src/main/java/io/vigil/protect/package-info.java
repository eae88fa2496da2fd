/**
 * UniFi Protect controllers: {@link io.vigil.protect.ProtectService} keeps one connection to each,
 * {@link io.vigil.protect.ProtectEventHandler} turns what they tell into stored events. The two protocols are in
 * {@code client}, a connection's life is in {@code connection}, the routes are in {@code http}. Nobody but {@code system} calls
 * this feature.
 */
package io.vigil.protect;

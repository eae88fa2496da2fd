/**
 * Who may call: users and their tokens, API keys, devices, sign-in, and the filter that stands before every path of the process
 * ({@link io.vigil.access.AuthFilter}). Everybody else sees the caller only as {@link io.vigil.web.Principal}.
 * {@code access.internal} is closed to other features; {@code system} calls {@link io.vigil.access.Setup} once at start.
 */
package io.vigil.access;

/** What {@code access} is made of: its entities, secrets, look-ups and write-behinds. Only {@code access} calls in here. */
package io.vigil.access.internal;

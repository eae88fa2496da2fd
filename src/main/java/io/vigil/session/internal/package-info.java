/** How a session is opened, counted and closed. Nobody outside {@code session} may use it. */
package io.vigil.session.internal;

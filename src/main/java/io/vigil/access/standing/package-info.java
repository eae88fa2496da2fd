/** Whether who was let in for longer than a request may still be: for {@code delivery}, whose sockets stay open. */
package io.vigil.access.standing;

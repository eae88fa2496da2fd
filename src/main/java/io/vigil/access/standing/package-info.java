/**
 * What others ask of tokens and keys that were good once: {@code delivery}, whose sockets stay open, whether they still are,
 * and
 * {@code system} how many end with a secret key.
 */
package io.vigil.access.standing;

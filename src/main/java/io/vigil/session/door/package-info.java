/**
 * The annotated doors, in front of the code path that all doors share ({@code session.internal}). Nobody outside
 * {@code session} may use it.
 */
package io.vigil.session.door;

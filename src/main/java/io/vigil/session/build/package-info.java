/**
 * The net that the build itself is: what would open a session wrongly does not build, start in dev mode or boot in a test.
 * <p>
 * It runs while Quarkus puts the application together and sees annotations, signatures and injection points; the names in
 * {@code SessionContext} calls are read from the bytecode by a test of {@code verify}. Only {@code session.door} asks this
 * package for anything: how the session of a method is called that gives it no name.
 */
package io.vigil.session.build;

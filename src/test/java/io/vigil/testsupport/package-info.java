/**
 * What tests of every feature share. Of the session kit there are: {@link io.vigil.testsupport.SessionLeaks}, which makes every
 * test a leak test by itself; {@link io.vigil.testsupport.SessionTrace}, which sessions ended and which actions followed their
 * commits; {@link io.vigil.session.internal.MovableTicker}, which makes sessions late without waiting.
 */
package io.vigil.testsupport;

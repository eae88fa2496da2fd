/**
 * Long scenarios on the packaged application: processes are killed, the database goes away, the model is slow. Run with
 * {@code ./mvnw verify -Pscenarios}; each prints its figures.
 */
package io.vigil.scenario;

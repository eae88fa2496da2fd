/**
 * The household's rules on which events are worth an alert ({@code /alert-rules}), and the alerts that events set off.
 * {@link io.vigil.delivery.rules.AlertRules} looks at each event before it is distributed; channels that send alerts ask
 * {@link io.vigil.delivery.rules.Alert} which there are.
 */
package io.vigil.delivery.rules;

/** The household's rules on which events are worth an alert: {@code /alert-rules}, and the alerts that events set off. */
package io.vigil.delivery.rules;

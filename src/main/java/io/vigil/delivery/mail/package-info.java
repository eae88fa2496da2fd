/**
 * E-mail (RFC 5321, RFC 5322): digests, alerts and what the system has to say, to the addresses that the household has set.
 * Others know it as a {@link io.vigil.delivery.Channel}; the mail server is Quarkus' own configuration.
 */
package io.vigil.delivery.mail;

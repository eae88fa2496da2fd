/**
 * The post itself, in the form of Standard Webhooks (specification 1.0.0): headers, signatures, and the secrets behind them.
 */
package io.vigil.delivery.webhook.wire;

/** What became of posts, for administrators: {@code /webhooks/logs}. {@code delivery.webhook} writes it. */
package io.vigil.delivery.webhook.log;

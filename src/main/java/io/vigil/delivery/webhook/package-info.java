/**
 * Posts to others over HTTP: what alert rules say, and what the receivers of the household want. What is posted and how it is
 * signed is in {@code webhook.wire}, the household's receivers and their forms in {@code webhook.receivers}, what became of
 * posts in {@code webhook.log}. Others know it as a {@link io.vigil.delivery.Channel}.
 */
package io.vigil.delivery.webhook;

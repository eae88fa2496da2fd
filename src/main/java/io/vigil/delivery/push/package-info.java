/** Web Push (RFC 8030, 8291, 8292): who subscribed, what each wants to be told, and the sending. */
package io.vigil.delivery.push;

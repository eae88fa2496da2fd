/** Controllers and their cameras over HTTP, in the wrapped answers that the clients know; nobody of ours calls this. */
package io.vigil.protect.http;

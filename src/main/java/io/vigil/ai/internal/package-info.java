/** How providers are spoken to, asked in turn, priced and left alone. For {@code ai} and {@code ai.text} only. */
package io.vigil.ai.internal;

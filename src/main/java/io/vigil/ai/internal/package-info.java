/** How providers are spoken to, asked in turn, priced and left alone. For {@code io.vigil.ai} only. */
package io.vigil.ai.internal;

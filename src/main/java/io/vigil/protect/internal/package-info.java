/** What keeps the connections and makes events of what they tell; for {@code io.vigil.protect} only. */
package io.vigil.protect.internal;

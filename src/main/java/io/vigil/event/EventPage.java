package io.vigil.event;

import java.util.List;

/**
 * A page of events.
 *
 * @param totalCount exact up to 10,000 matches; beyond, a bound that lets clients page on
 * @param nextOffset where the next page starts, or null
 * @param nextCursor ours: where the next page starts, at the same cost however deep; null at the end
 */
public record EventPage(List<EventView> events, long totalCount, boolean hasMore, Integer nextOffset, String nextCursor,
        int limit, int offset) {
}

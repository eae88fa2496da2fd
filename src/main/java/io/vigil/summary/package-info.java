/**
 * What happened, in words: {@link io.vigil.summary.SummaryService} writes a text about a range of time from the events' own
 * descriptions, and {@code digest} sees to it that there is one for each day and week of the household.
 */
package io.vigil.summary;

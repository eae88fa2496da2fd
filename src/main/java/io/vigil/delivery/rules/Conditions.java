package io.vigil.delivery.rules;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * Which events meet a rule: those that meet each condition, and of a list any one. A condition that is null or empty is met by
 * all. What is not known of an event yet meets nothing; it is asked again when more is known.
 *
 * @param carriers who brings parcels, as far as the text tells
 * @param objectTypes {@code unknown} is an event in which none of the others was seen
 * @param cameras ids
 * @param timeOfDay when it happened, by the household's clock
 * @param daysOfWeek 1 is Monday; what belongs to a window over midnight belongs to the day on which that began
 * @param minConfidence percent; a confidence that nobody told is 0
 */
record Conditions(RuleType ruleType,
        @Size(max = 5) List<@NotNull @Pattern(regexp = CARRIERS, message = "must be one of " + CARRIERS) String> carriers,
        @Size(max = 5) List<@NotNull @Pattern(regexp = OBJECTS, message = "must be one of " + OBJECTS) String> objectTypes,
        @Size(max = 1000) List<@NotNull UUID> cameras,
        @Valid TimeOfDay timeOfDay,
        @Size(max = 7) List<@NotNull @Min(1) @Max(7) Integer> daysOfWeek,
        @Min(0) @Max(100) Integer minConfidence) {

    static final String CARRIERS = "fedex|ups|usps|amazon|dhl";
    static final String OBJECTS = "person|vehicle|animal|package|unknown";
    /** Every event meets these. */
    static final Conditions NONE = new Conditions(RuleType.ANY, null, null, null, null, null, null);

    Conditions {
        ruleType = ruleType == null ? RuleType.ANY : ruleType;
    }

    /**
     * A part of each day, by the clock on the wall: both minutes belong to it. An end before the start is on the next day, and
     * the same for both is the whole day from then on. An hour that a change of the clocks repeats belongs to it both times.
     */
    record TimeOfDay(@NotNull @Pattern(regexp = CLOCK, message = "must be HH:MM") String start,
            @NotNull @Pattern(regexp = CLOCK, message = "must be HH:MM") String end) {

        static final String CLOCK = "([01]\\d|2[0-3]):[0-5]\\d";

        private boolean covers(LocalTime time) {
            LocalTime minute = time.truncatedTo(ChronoUnit.MINUTES);
            boolean hasBegun = !minute.isBefore(LocalTime.parse(start));
            boolean hasEnded = minute.isAfter(LocalTime.parse(end));
            return isOvernight() ? hasBegun || !hasEnded : hasBegun && !hasEnded;
        }

        /** The day on which the window began that covers this time. */
        private DayOfWeek day(LocalDateTime moment) {
            boolean beganYesterday = isOvernight() && moment.toLocalTime().isBefore(LocalTime.parse(start));
            return (beganYesterday ? moment.minusDays(1) : moment).getDayOfWeek();
        }

        private boolean isOvernight() {
            return start.compareTo(end) >= 0;
        }
    }

    /** Whether the event meets them all, in a household of this zone. */
    boolean match(Sighting event, ZoneId zone) {
        LocalDateTime moment = LocalDateTime.ofInstant(event.occurredAt(), zone);
        return (ruleType == RuleType.ANY || event.isDelivery())
                && (isEmpty(carriers) || event.carrier() != null && carriers.contains(event.carrier()))
                && (isEmpty(objectTypes) || event.objects().stream().anyMatch(objectTypes::contains))
                && (isEmpty(cameras) || cameras.contains(event.cameraId()))
                && (timeOfDay == null || timeOfDay.covers(moment.toLocalTime()))
                && (isEmpty(daysOfWeek) || daysOfWeek.contains(day(moment).getValue()))
                && (minConfidence == null || event.confidence() >= minConfidence);
    }

    private DayOfWeek day(LocalDateTime moment) {
        return timeOfDay == null ? moment.getDayOfWeek() : timeOfDay.day(moment);
    }

    private static boolean isEmpty(List<?> condition) {
        return condition == null || condition.isEmpty();
    }
}

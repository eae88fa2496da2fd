package io.vigil.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.vigil.delivery.Message.Subject;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/** Times as people of the household read them: in its zone, and as it writes dates and times. */
public final class WallClock {

    /** Whoever is told something sooner may take it for now. */
    private static final Duration LATE = Duration.ofMinutes(2);

    private WallClock() {
    }

    /** Day, time and offset, such as "Tuesday, 2026-11-24, 10:42 GMT+1". */
    public static String full(Instant at, Settings household) {
        return format("EEEE, " + date(household) + ", " + time(household) + " O", at.atZone(zone(household)));
    }

    /**
     * What to add to a title, such as " (10:42)", or " (2026-11-24, 10:42)" on another day; empty if it is told in time. A
     * digest is about the past anyway.
     */
    public static String late(Message message, Settings household, Instant now) {
        if (message.subject() == Subject.DIGEST || Duration.between(message.occurredAt(), now).compareTo(LATE) <= 0) {
            return "";
        }
        ZonedDateTime at = message.occurredAt().atZone(zone(household));
        boolean isToday = at.toLocalDate().equals(now.atZone(at.getZone()).toLocalDate());
        return " (" + format(isToday ? time(household) : date(household) + ", " + time(household), at) + ")";
    }

    private static String format(String pattern, ZonedDateTime at) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(at);
    }

    private static String date(Settings household) {
        return switch (household.get(SettingKey.DATE_FORMAT)) {
            case "MM/DD/YYYY" -> "MM/dd/uuuu";
            case "DD/MM/YYYY" -> "dd/MM/uuuu";
            default -> "uuuu-MM-dd";
        };
    }

    private static String time(Settings household) {
        return household.get(SettingKey.TIME_FORMAT).equals("12h") ? "h:mm a" : "HH:mm";
    }

    private static ZoneId zone(Settings household) {
        return household.get(SettingKey.TIMEZONE);
    }
}

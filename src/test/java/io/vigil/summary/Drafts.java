package io.vigil.summary;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

/** Texts of days in Berlin. */
@Singleton
class Drafts {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final SummaryService service;

    Drafts(SummaryService service) {
        this.service = service;
    }

    /** That of a day such as {@code 2026-11-24}, of these cameras or of all. */
    Draft ofDay(String day, UUID... cameras) {
        LocalDate date = LocalDate.parse(day);
        List<UUID> wanted = Arrays.asList(cameras);
        return service
                .draft(new Wanted(date.atStartOfDay(BERLIN).toInstant(), date.plusDays(1).atStartOfDay(BERLIN).toInstant(),
                        wanted, BERLIN))
                .await().indefinitely();
    }
}

package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Samples;

/** A file that is no good backup is refused with a reason, and nothing has changed. */
@QuarkusTest
class RestoreRefusalTest {

    private static final String MANIFEST = "manifest.json";
    private static final int PLACES = 8;
    private static final long SEED = 20_261_128;

    private byte[] backup;
    private Map<String, List<String>> rows;
    private Map<String, String> media;

    @BeforeEach
    void a_backup_of_a_household_that_was_used_since() {
        Household.withoutBackups();
        Household.furnish();
        backup = Household.backup();
        Household.setting("system_name", "Now");
        rows = Household.rowsButAccounts();
        media = Household.media();
    }

    @Test
    void what_is_no_zip() {
        refused("This is no zip file".getBytes(StandardCharsets.UTF_8), "not a zip file");
        refused(new byte[0], "not a zip file");
        refused(Arrays.copyOf(backup, backup.length / 2), "not a zip file");
    }

    @Test
    void a_zip_of_somebody_else() {
        refused(Zips.of(Map.of("readme.txt", new byte[] { 1 })), "no backup of Vigil");
    }

    @Test
    void names_that_no_backup_has() {
        for (String name : List.of("../../etc/passwd", "/etc/passwd", "media/../../x.jpg", "rows/../event.copy", "x",
                "media/0197f9a4-0000-7000-8000-000000000000.exe", "rows/access_token.copy", "media/", "..\\x")) {
            refused(changed(entries -> entries.put(name, new byte[] { 1 })), "has a file that no backup has");
        }
    }

    @Test
    void more_and_fewer_files_than_it_says() {
        refused(changed(entries -> entries.put("media/0197f9a4-0000-7000-8000-000000000000.jpg", new byte[] { 1 })),
                "more or fewer files");
        refused(changed(entries -> entries.remove("rows/event.copy")), "missing");
        refused(changed(entries -> entries.remove(aPicture(entries))), "missing");
        refused(changed(entries -> entries.remove("media.list")), "missing");
    }

    @Test
    void what_was_changed() {
        refused(changed(entries -> Zips.replace(entries, "rows/setting.copy", "Casa", "Cosa")), "hash");
        refused(changed(entries -> entries.get(aPicture(entries))[20]++), "hash");
        refused(changed(entries -> Zips.replace(entries, "media.list", "[0-9a-f]{63} ", "0".repeat(63) + " ")), "hash");
    }

    @ParameterizedTest
    @EnumSource
    void a_file_damaged_anywhere_is_good_or_told_to_be_none(Damage damage) {
        Random random = new Random(SEED);
        for (int i = 0; i < PLACES; i++) {
            // Most of what can go wrong is at the end, where a zip file has its table of contents.
            int at = i % 2 == 0 ? random.nextInt(backup.length) : backup.length - 1 - random.nextInt(4_000);
            byte[] damaged = damage.of(backup, at);

            boolean good = Household.upload(damaged).post("/api/v1/system/backup/validate").then().statusCode(200).extract()
                    .path("valid");

            if (!good) {
                Household.restore(damaged).statusCode(400).body("code", equalTo("not_a_backup"));
            }
        }
        nothingHasChanged();
    }

    private enum Damage {
        FLIPPED {
            @Override
            byte[] of(byte[] file, int at) {
                byte[] damaged = file.clone();
                damaged[at] ^= 0x55;
                return damaged;
            }
        },
        CUT_SHORT {
            @Override
            byte[] of(byte[] file, int at) {
                return Arrays.copyOf(file, at);
            }
        },
        HOLLOW {
            @Override
            byte[] of(byte[] file, int at) {
                byte[] damaged = file.clone();
                Arrays.fill(damaged, at, Math.min(file.length, at + 512), (byte) 0);
                return damaged;
            }
        };

        abstract byte[] of(byte[] file, int at);
    }

    @Test
    void a_list_with_a_line_that_has_no_end() {
        refused(changed(entries -> {
            byte[] before = entries.get("media.list");
            byte[] after = "0".repeat(8 << 20).getBytes(StandardCharsets.US_ASCII);
            entries.put("media.list", after);
            Zips.replace(entries, MANIFEST, "\"list_bytes\":" + before.length, "\"list_bytes\":" + after.length);
            Zips.replace(entries, MANIFEST, Samples.sha256(before), Samples.sha256(after));
        }), "list of files cannot be read");
    }

    @Test
    void texts_that_have_another_form() {
        refused(changed(entries -> Zips.replace(entries, MANIFEST, "\"key_ids\":\\[", "\"key_ids\":[\"<b>\",")), "incomplete");
        refused(changed(entries -> Zips.replace(entries, MANIFEST, "\"app_version\":\"",
                "\"app_version\":\"" + "1".repeat(100))), "incomplete");
        refused(changed(entries -> Zips.replace(entries, MANIFEST, "\"timestamp\":\"", "\"timestamp\":\"../")), "incomplete");
    }

    @Test
    void other_versions() {
        refused(changed(entries -> Zips.replace(entries, MANIFEST, "\"format\":1", "\"format\":2")), "format 2");
        refused(changed(entries -> Zips.replace(entries, MANIFEST, "\"schema_version\":\\d+", "\"schema_version\":9999")),
                "newer version");
        refused(changed(entries -> Zips.replace(entries, MANIFEST, "\"system_name_of_the_future\"|\"occurred_at\"",
                "\"occurred_later\"")), "columns that are not known");
    }

    @Test
    void a_manifest_that_cannot_be() {
        refused(changed(entries -> entries.put(MANIFEST, "{".getBytes(StandardCharsets.UTF_8))), "cannot be read");
        refused(changed(entries -> entries.put(MANIFEST, "null".getBytes(StandardCharsets.UTF_8))), "cannot be read");
        refused(changed(entries -> entries.put(MANIFEST, "{\"format\":1}".getBytes(StandardCharsets.UTF_8))), "incomplete");
        refused(changed(entries -> Zips.replace(entries, MANIFEST, "\"table\":\"event\"", "\"table\":\"pg_authid\"")),
                "table that is not known");
        refused(changed(entries -> Zips.replace(entries, MANIFEST, "\"occurred_at\"", "\"x) from stdin; --\"")), "incomplete");
    }

    @Test
    void what_unpacks_to_far_more_than_it_should() {
        refused(changed(entries -> {
            entries.keySet().removeIf(name -> !name.equals(MANIFEST));
            entries.put("media/0197f9a4-0000-7000-8000-000000000000.mp4", new byte[64 << 20]);
        }), "far more");
    }

    @Test
    void rows_that_postgresql_does_not_take() {
        refusedByRestore(changed(entries -> Zips.replaceRows(entries, "event", "\tperson\t", "\tunicorn\t")), "cannot be");
        refusedByRestore(changed(entries -> Zips.replaceRows(entries, "event", "^[0-9a-f-]{36}", "x".repeat(36))), "cannot be");
        refusedByRestore(changed(entries -> Zips.replaceRows(entries, "setting", "\n", "\textra\n")), "cannot be");
    }

    @Test
    void no_file_at_all() {
        Api.admin().multiPart("restore_database", "true").post("/api/v1/system/restore").then().statusCode(422);
        Api.admin().multiPart("other", "true").post("/api/v1/system/backup/validate").then().statusCode(422);
        Household.upload(backup).multiPart("restore_database", "perhaps").post("/api/v1/system/restore").then()
                .statusCode(422);
    }

    @Test
    void a_good_file_is_told_what_is_in_it_and_changes_nothing() {
        Household.upload(backup).post("/api/v1/system/backup/validate").then().statusCode(200).body("valid", equalTo(true))
                .body("contents.has_database", equalTo(true)).body("contents.has_thumbnails", equalTo(true))
                .body("contents.settings_count", equalTo(2)).body("contents.thumbnails_count", equalTo(media.size()));

        nothingHasChanged();
    }

    private byte[] changed(Consumer<Map<String, byte[]>> change) {
        return Zips.changed(backup, change);
    }

    private static String aPicture(Map<String, byte[]> entries) {
        return entries.keySet().stream().filter(name -> name.endsWith(".jpg")).findFirst().orElseThrow();
    }

    private void refused(byte[] file, String why) {
        Household.upload(file).post("/api/v1/system/backup/validate").then().statusCode(200).body("valid", equalTo(false))
                .body("message", containsString(why));
        refusedByRestore(file, why);
    }

    private void refusedByRestore(byte[] file, String why) {
        Household.restore(file).statusCode(400).contentType("application/problem+json").body("code", equalTo("not_a_backup"))
                .body("detail", containsString(why));
        nothingHasChanged();
    }

    private void nothingHasChanged() {
        assertThat(Household.rowsButAccounts()).isEqualTo(rows);
        assertThat(Household.media()).isEqualTo(media);
        assertThat(Database.count("select count(*) from pg_namespace where nspname like 'restore_stage%'")).isZero();
    }
}

package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.settings.Keys;
import io.vigil.settings.SecretBox;

/**
 * The process is killed again and again while it seals thousands of secrets anew, and people change some of them: each time
 * both keys open everything, in the end the new key alone does, and nothing that was answered is missing.
 */
class KeyRotationKilledScenario {

    private static final int DEVICES = 6_000;
    private static final int KILLS = 10;
    private static final int LONGEST_MILLIS = 250;
    private static final long SEED = 20_261_129;
    private static final String OLD = Keys.of(1);
    private static final String NEW = Keys.of(2);
    private static final String PURPOSE = "device.push_token";

    @TempDir
    Path folder;

    private final AtomicReference<PackagedVigil> vigil = new AtomicReference<>();
    private final Map<String, String> answered = new ConcurrentHashMap<>();
    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private final AtomicReference<Exception> broken = new AtomicReference<>();
    private volatile boolean isOver;

    @Test
    void secrets_open_whenever_the_process_is_killed() throws Exception {
        Random random = new Random(SEED);
        SecretBox both = Keys.box(NEW, OLD);
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"))) {
            start(database, Map.of("VIGIL_SECRET_KEY", OLD));
            vigil.get().signIn();
            furnish(database);
            vigil.get().stop();
            Thread people = new Thread(this::changeSome);
            int middle = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                long before = sealedAnew(database);
                start(database, Map.of("VIGIL_SECRET_KEY", NEW, "VIGIL_SECRET_KEY_PREVIOUS", OLD));
                vigil.get().signIn();
                if (kill == 0) {
                    people.start();
                }
                await().atMost(Duration.ofSeconds(90)).until(() -> sealedAnew(database) >= Math.min(before + 60, DEVICES));
                long millis = 1 + random.nextInt(LONGEST_MILLIS);
                await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
                vigil.get().kill();
                long after = sealedAnew(database);
                System.out.printf("killed with %d of %d sealed anew%n", after, DEVICES);
                middle += after < DEVICES ? 1 : 0;
                assertAllOpen(database, both);
                // The lease of the process that died ends by itself.
                database.run("update progress set lease_until = now() - interval '1 second' where state = 'running'");
            }
            start(database, Map.of("VIGIL_SECRET_KEY", NEW, "VIGIL_SECRET_KEY_PREVIOUS", OLD));
            vigil.get().signIn();
            await().atMost(Duration.ofSeconds(150)).pollInterval(Duration.ofSeconds(1)).until(() -> PackagedVigil
                    .field(vigil.get().get("/api/v1/system/secret-key").body(), "previous_key_may_go").equals("true"));
            isOver = true;
            people.join();
            vigil.get().stop();
            start(database, Map.of("VIGIL_SECRET_KEY", NEW));
            assertThat(PackagedVigil.field(vigil.get().signIn().get("/api/v1/system/secret-key").body(), "lost"))
                    .isEqualTo("0");
            assertAllOpen(database, Keys.box(NEW, null));
            assertNothingIsMissing(database);
            assertThat(broken).hasValue(null);
            assertThat(answered).as("changed meanwhile").isNotEmpty();
            assertThat(middle).as("kills in the middle").isPositive();
            System.out.printf("secrets sealed anew over %d kills in the middle, %d changed meanwhile%n", middle,
                    answered.size());
        } finally {
            isOver = true;
            vigil.get().close();
        }
    }

    private void start(StoppableDatabase database, Map<String, String> keys) throws IOException {
        vigil.set(PackagedVigil.start(database.url(), folder, keys).awaitReady());
    }

    private void furnish(StoppableDatabase database) throws Exception {
        assertThat(register("phone-0", "first").statusCode()).isEqualTo(201);
        database.run("create temp table copied as select d.*, n from device d, generate_series(1, %d) n".formatted(DEVICES - 1)
                + "; update copied set id = gen_random_uuid(), device_id = 'phone-' || n; alter table copied drop column n"
                + "; insert into device select * from copied");
        assertThat(database.count("select count(*) from device")).isEqualTo(DEVICES);
    }

    private HttpResponse<String> register(String device, String token) throws Exception {
        return vigil.get().json("POST", "/api/v1/devices",
                "{\"device_id\":\"%s\",\"platform\":\"ios\",\"push_token\":\"%s\"}".formatted(device, token));
    }

    /** Whoever is not answered tries another device. */
    private void changeSome() {
        Random random = new Random(SEED);
        for (int change = 0; !isOver; change++) {
            String device = "phone-" + random.nextInt(DEVICES);
            String token = "token-" + change;
            try {
                if (asked.putIfAbsent(device, token) == null && register(device, token).statusCode() == 201) {
                    answered.put(device, token);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            } catch (IOException e) {
                // It was killed; the next one is there soon.
            } catch (Exception e) {
                broken.set(e);
                return;
            }
        }
    }

    private static long sealedAnew(StoppableDatabase database) throws Exception {
        return database.count("select count(*) from device where push_token like 'v1.%s.%%'"
                .formatted(Keys.box(NEW, null).keyId()));
    }

    private static void assertAllOpen(StoppableDatabase database, SecretBox box) throws Exception {
        assertThat(database.strings("select push_token from device"))
                .allSatisfy(sealed -> assertThat(box.decrypt(sealed, PURPOSE)).matches("first|token-\\d+"))
                .isNotEmpty();
    }

    /** Each device was changed at most once. */
    private void assertNothingIsMissing(StoppableDatabase database) throws Exception {
        SecretBox box = Keys.box(NEW, null);
        Map<String, String> stored = new ConcurrentHashMap<>();
        database.strings("select device_id || ' ' || push_token from device").forEach(row -> stored.put(
                row.substring(0, row.indexOf(' ')), box.decrypt(row.substring(row.indexOf(' ') + 1), PURPOSE)));
        assertThat(stored).hasSize(DEVICES).containsAllEntriesOf(answered);
    }
}

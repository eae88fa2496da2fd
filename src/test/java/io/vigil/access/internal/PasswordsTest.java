package io.vigil.access.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vigil.access.AccessConfig;
import io.vigil.web.ProblemException;

/** With the cost that production has, not the cheap one of the other tests. */
class PasswordsTest {

    private static final String PASSWORD = "Correct-horse-9";

    private final Passwords passwords = new Passwords(new SmallRyeConfigBuilder().addDiscoveredConverters()
            .withMapping(AccessConfig.class).build().getConfigMapping(AccessConfig.class));

    @Test
    void a_hash_has_the_advised_cost_and_a_salt_of_its_own() {
        String one = passwords.hash(PASSWORD);
        String other = passwords.hash(PASSWORD);

        assertThat(one).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(other).doesNotContain(PASSWORD);
    }

    @Test
    void only_the_same_password_matches() {
        String hash = passwords.hash(PASSWORD);

        assertThat(passwords.matches(PASSWORD, hash)).isTrue();
        assertThat(passwords.matches("correct-horse-9", hash)).isFalse();
        assertThat(passwords.matches("", hash)).isFalse();
    }

    @Test
    void nobody_has_a_password_and_finding_that_out_takes_as_long() {
        String hash = passwords.hash(PASSWORD);
        long known = Long.MAX_VALUE;
        long unknown = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            known = Math.min(known, cpuNanos(() -> passwords.matches("Wrong-horse-9", hash)));
            unknown = Math.min(unknown, cpuNanos(() -> passwords.matches("Wrong-horse-9", null)));
        }

        assertThat(passwords.matches(PASSWORD, null)).isFalse();
        assertThat((double) unknown / known).isBetween(0.5, 2.0);
    }

    @ParameterizedTest
    @ValueSource(strings = { "aB1-", "no-upper-case-1", "No-digit-here", "NoSpecial123", "With Space 1" })
    void is_too_weak(String password) {
        assertThatThrownBy(() -> Passwords.requireStrong(password)).isInstanceOf(ProblemException.class)
                .hasMessageNotContaining(password);
    }

    @ParameterizedTest
    @ValueSource(strings = { PASSWORD, "Ärger-1234", "A long sentence, with 1 digit." })
    void is_strong_enough(String password) {
        assertThatCode(() -> Passwords.requireStrong(password)).doesNotThrowAnyException();
    }

    /** Of this thread alone, and the least of many, so that neither neighbours nor the compiler have a say. */
    private static long cpuNanos(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.run();
        return threads.getCurrentThreadCpuTime() - start;
    }
}

package io.vigil.settings;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.vigil.session.Budget;
import io.vigil.session.Propagation;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionScoped;
import io.vigil.web.ProblemException;

/**
 * The household's settings as they are now. A change made here is seen at once on this node, and within five seconds on the
 * others. For worker threads, inside a session or outside: a read that finds its copy too old costs one SELECT.
 */
@Singleton
public class Settings {

    private static final Logger LOG = Logger.getLogger(Settings.class);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration OLDEST = Duration.ofSeconds(4);
    private static final String MASK = "****";
    /** A secret shorter than this would be told by its last four characters. */
    private static final int SHORTEST_SHOWN = 12;

    private final SecretBox secrets;
    private final Clock clock;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final AtomicLong changes = new AtomicLong();
    private volatile Snapshot snapshot;

    /**
     * All rows at one moment.
     *
     * @param texts by key, secrets opened
     * @param unusable keys whose row could not be read; their defaults hold
     * @param readAt not later than that moment
     */
    private record Snapshot(Map<String, String> texts, Set<String> unusable, Instant readAt) {
    }

    Settings(SecretBox secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** The value of a setting, or its default. */
    public <T> T get(SettingKey<T> key) {
        return value(key, texts());
    }

    /** Every setting by name, as people may see them: a secret is {@code ""} or its last four characters. */
    public Map<String, Object> shown() {
        Map<String, String> texts = texts();
        Map<String, Object> shown = new LinkedHashMap<>();
        for (SettingKey<?> key : Catalogue.all()) {
            shown.put(key.name(), shown(key, texts));
        }
        texts.keySet().stream().filter(Catalogue::isOpen).sorted().flatMap(name -> Catalogue.named(name).stream())
                .forEach(key -> shown.put(key.name(), shown(key, texts)));
        return shown;
    }

    private static Object shown(SettingKey<?> key, Map<String, String> texts) {
        Object value = value(key, texts);
        if (key.secret()) {
            return masked(value.toString());
        }
        if (value instanceof Optional<?> optional) {
            return optional.orElse(null);
        }
        return key.type().json() == String.class ? value.toString() : value;
    }

    /**
     * Changes settings, all or none. A null resets to the default; for a secret {@code ""} does too, and what starts like the
     * mask is left as it is. Names that are no setting are ignored.
     *
     * @param values new values by name, as JSON holds them
     * @throws io.vigil.web.ProblemException 422 naming the first setting whose value does not fit
     */
    @SessionScoped(value = "settings.change", propagation = Propagation.ROOT_ONLY)
    public void change(Map<String, ?> values) {
        // In one order on all nodes, so that two changes wait for each other instead of locking each other out.
        Map<String, String> rows = new TreeMap<>();
        values.forEach((name, value) -> Catalogue.named(name).filter(key -> !(key.secret() && isMask(value)))
                .ifPresent(key -> rows.put(name, row(key, value))));
        Instant now = clock.instant();
        rows.forEach((name, row) -> {
            if (row == null) {
                Setting.forget(name);
            } else {
                Setting.put(name, row, now);
            }
        });
        rows.entrySet().stream().filter(row -> row.getValue() != null && Catalogue.isOpen(row.getKey())).map(Map.Entry::getKey)
                .findFirst().ifPresent(Settings::requireRoom);
        SessionContext.afterCommit("settings.forget", this::forget);
    }

    private static void requireRoom(String name) {
        if (Setting.rows().keySet().stream().filter(Catalogue::isOpen).count() > Catalogue.MOST_OPEN) {
            throw ProblemException.invalid("body", name,
                    "more than " + Catalogue.MOST_OPEN + " settings of names like this are not kept");
        }
    }

    /** Makes the next read ask the database, for whoever changed the table by another way. */
    public synchronized void forget() {
        changes.incrementAndGet();
        snapshot = null;
    }

    private static <T> T value(SettingKey<T> key, Map<String, String> texts) {
        String text = texts.get(key.name());
        return text == null ? key.defaultValue() : key.type().parse().apply(text);
    }

    /** What to store for the value, or null to store nothing. */
    private String row(SettingKey<?> key, Object value) {
        if (value == null || key.secret() && value.equals("")) {
            return null;
        }
        String text = key.type().stored(key.name(), value);
        return key.secret() ? secrets.encrypt(text, key.name()) : text;
    }

    private static boolean isMask(Object value) {
        return value instanceof String text && text.startsWith(MASK);
    }

    private static String masked(String secret) {
        return secret.isEmpty() ? "" : MASK + (secret.length() < SHORTEST_SHOWN ? "" : secret.substring(secret.length() - 4));
    }

    /**
     * Nobody waits for another thread's read: that thread may be waiting for the connection this one holds.
     * While it reads, what is known is good enough for two seconds more.
     */
    private Map<String, String> texts() {
        Snapshot known = snapshot;
        if (known == null) {
            return read(null).texts();
        }
        Duration age = Duration.between(known.readAt(), clock.instant());
        boolean fresh = !age.isNegative() && age.compareTo(FRESH) < 0;
        if (fresh) {
            return known.texts();
        }
        if (!refreshing.compareAndSet(false, true)) {
            boolean isGood = !age.isNegative() && age.compareTo(OLDEST) < 0;
            return isGood ? known.texts() : read(known).texts();
        }
        try {
            return read(known).texts();
        } finally {
            refreshing.set(false);
        }
    }

    private Snapshot read(Snapshot previous) {
        long before = changes.get();
        Instant readAt = clock.instant();
        Map<String, String> rows = SessionContext.session("settings.read").asReadOnly().within(Budget.REQUEST)
                .call(() -> Setting.rows());
        Snapshot read = opened(rows, readAt);
        for (String key : read.unusable()) {
            if (previous == null || !previous.unusable().contains(key)) {
                LOG.errorf("The stored value of setting '%s' cannot be used; its default holds until it is set again", key);
            }
        }
        remember(read, before);
        return read;
    }

    /** What was changed while this was read is not to be hidden by it. */
    private synchronized void remember(Snapshot read, long before) {
        if (before == changes.get()) {
            snapshot = read;
        }
    }

    private Snapshot opened(Map<String, String> rows, Instant readAt) {
        Map<String, String> texts = new HashMap<>();
        Set<String> unusable = new HashSet<>();
        rows.forEach((name, row) -> Catalogue.named(name).ifPresent(key -> opened(key, row)
                .ifPresentOrElse(text -> texts.put(name, text), () -> unusable.add(name))));
        return new Snapshot(texts, unusable, readAt);
    }

    /** The text of a row, or empty if it cannot be used. */
    private Optional<String> opened(SettingKey<?> key, String row) {
        try {
            return Optional.of(key.secret() ? secrets.decrypt(row, key.name()) : row).filter(key.type()::fits);
        } catch (SecretBox.Unreadable e) {
            return Optional.empty();
        }
    }
}

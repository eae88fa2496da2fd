package io.vigil.settings;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every household setting there is: those that something here reads, those that clients of the origin have and nothing here
 * reads, and the names that such clients make up themselves.
 */
final class Catalogue {

    /** How many settings of the last kind are kept, so that nobody fills the table with them. */
    static final int MOST_OPEN = 100;

    /** Checked as the contract has them and shown again, and nothing else. */
    private static final List<SettingKey<?>> KEPT = List.of(
            SettingKey.kept("motion_sensitivity", SettingType.wholeNumber(0, 100), 50),
            SettingKey.kept("detection_method", SettingType.word("background_subtraction", "frame_difference"),
                    "background_subtraction"),
            SettingKey.kept("min_motion_area", SettingType.decimal("1", "10"), BigDecimal.valueOf(5)),
            SettingKey.kept("save_debug_images", SettingType.flag(), false),
            SettingKey.kept("thumbnail_storage", SettingType.word("filesystem", "database"), "filesystem"),
            SettingKey.kept("attempt_ocr_extraction", SettingType.flag(), false),
            SettingKey.kept("anomaly_enabled", SettingType.flag(), true),
            SettingKey.kept("enable_context_enhanced_prompts", SettingType.flag(), false),
            SettingKey.kept("person_match_threshold", SettingType.decimal("0", "1"), new BigDecimal("0.7")));

    private static final Pattern OPEN = Pattern.compile("(?:context|face|vehicle|auto_create|tunnel)_[a-z0-9_]{1,60}");
    private static final Pattern OPEN_SECRET = Pattern.compile(".*_(?:key|token|secret|password)");

    private static final List<SettingKey<?>> ALL = Stream.of(SettingKey.ALL, ModelSettings.ALL, KEPT)
            .<SettingKey<?>> flatMap(List::stream).toList();
    private static final Map<String, SettingKey<?>> BY_NAME = ALL.stream()
            .collect(Collectors.toUnmodifiableMap(SettingKey::name, Function.identity()));

    private Catalogue() {
    }

    /** Every setting with a name of its own, in the order in which they are shown. */
    static List<SettingKey<?>> all() {
        return ALL;
    }

    /** The setting of that name, or empty if there can be none. */
    static Optional<SettingKey<?>> named(String name) {
        SettingKey<?> known = BY_NAME.get(name);
        return known != null || !isOpen(name) ? Optional.ofNullable(known) : Optional.of(open(name));
    }

    /**
     * Whether the name is one that clients make up: {@code context_}, {@code face_}, {@code vehicle_}, {@code auto_create_} or
     * {@code tunnel_} and something more.
     */
    static boolean isOpen(String name) {
        return !BY_NAME.containsKey(name) && OPEN.matcher(name).matches();
    }

    /** What is called a key, token, secret or password is sealed like those that are known. */
    private static SettingKey<?> open(String name) {
        return OPEN_SECRET.matcher(name).matches() ? SettingKey.secret(name, SettingKey.KEPT)
                : SettingKey.kept(name, SettingType.anything(), "");
    }
}

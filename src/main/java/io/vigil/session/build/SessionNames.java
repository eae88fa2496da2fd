package io.vigil.session.build;

import java.util.Locale;
import java.util.regex.Pattern;

/** How sessions may be called: {@code feature.deed}, in lower case, words joined by dashes. */
public final class SessionNames {

    private static final String WORDS = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
    private static final Pattern PROPER = Pattern.compile(WORDS + "\\." + WORDS);

    private static final Pattern KIND = Pattern.compile("(?<=.)(Resource|Filter)$");
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    private SessionNames() {
    }

    /** Whether metrics, logs and people can use this name. */
    public static boolean isProper(String name) {
        return PROPER.matcher(name).matches();
    }

    /**
     * What the session of a method is called that gives it no name: {@code ApiKeyResource.removeOld} is
     * {@code api-key.remove-old}.
     */
    public static String ofMethod(String type, String method) {
        return words(KIND.matcher(type).replaceFirst("")) + "." + words(method);
    }

    private static String words(String camelCase) {
        return WORD_START.matcher(camelCase).replaceAll("-").toLowerCase(Locale.ROOT);
    }
}

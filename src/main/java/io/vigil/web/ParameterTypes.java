package io.vigil.web;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;

/** Reads path, query and form values; one that does not parse is a 422, whatever the framework would make of it. */
@Provider
class ParameterTypes implements ParamConverterProvider {

    private static final Pattern CANONICAL_UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    @Override
    public <T> ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        String where = "query";
        for (Annotation annotation : annotations) {
            if (annotation instanceof PathParam) {
                where = "path";
            }
        }
        if (type == UUID.class) {
            return new Reading<>(where, "must be a UUID", text -> type.cast(uuid(text)));
        }
        if (type == Instant.class) {
            return new Reading<>(where, "must be an ISO 8601 time", text -> type.cast(Times.parse(text)));
        }
        if (type == Boolean.class) {
            return new Reading<>(where, "must be true, false, 1 or 0", text -> type.cast(bool(text)));
        }
        if (type == Integer.class) {
            return new Reading<>(where, "must be a whole number", text -> type.cast(Integer.valueOf(text.trim())));
        }
        return null;
    }

    private static UUID uuid(String text) {
        if (!CANONICAL_UUID.matcher(text).matches()) {
            throw new IllegalArgumentException("not a UUID");
        }
        return UUID.fromString(text);
    }

    private static Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException("not a boolean");
        };
    }

    private record Reading<T>(String where, String wanted, Function<String, T> read) implements ParamConverter<T> {

        @Override
        public T fromString(String text) {
            if (text == null || text.isEmpty()) {
                return null;
            }
            try {
                return read.apply(text);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw ProblemException.invalid(where, "value", wanted);
            }
        }

        @Override
        public String toString(T value) {
            return String.valueOf(value);
        }
    }
}

package io.vigil.settings;

import java.util.function.UnaryOperator;

/**
 * A column with secrets that the {@link SecretBox} has sealed. Whoever seals into one says so by a bean, so that it is sealed
 * anew when the secret key changes:
 *
 * <pre>
 * &#64;Produces
 * &#64;Singleton
 * static SealedColumn sealedPassword() {
 *     return SealedColumn.text("camera", "password", PASSWORD_PURPOSE);
 * }
 * </pre>
 *
 * @param key the column that is the table's primary key
 * @param keyType its type, as SQL calls it
 * @param inJson whether the secrets are texts in a {@code jsonb} document, whichever are sealed, or the column is one
 * @param purpose for what the secrets of a row are sealed, by the row's key as a text
 */
public record SealedColumn(String table, String column, String key, String keyType, boolean inJson,
        UnaryOperator<String> purpose) {

    private static final String SEALED = "v1\\.%s\\.[A-Za-z0-9_-]+";

    /** A text of a table that has a {@code uuid} for its {@code id}. */
    public static SealedColumn text(String table, String column, String purpose) {
        return new SealedColumn(table, column, "id", "uuid", false, key -> purpose);
    }

    /** Texts in a document of such a table. */
    public static SealedColumn json(String table, String column, String purpose) {
        return new SealedColumn(table, column, "id", "uuid", true, key -> purpose);
    }

    /** A text of a table that has but one row. */
    public static SealedColumn single(String table, String column, String purpose) {
        return new SealedColumn(table, column, "id", "integer", false, key -> purpose);
    }

    /** A text of a table whose rows have names, each sealed for its name. */
    public static SealedColumn named(String table, String column, String nameColumn) {
        return new SealedColumn(table, column, nameColumn, "text", false, name -> name);
    }

    /**
     * What finds its sealed texts, as PostgreSQL and Java both read it; each is the first group. In a document it is a
     * value: the name of a field has a colon behind it.
     *
     * @param keyId the name of the key that sealed them, or a pattern of such names
     */
    public String pattern(String keyId) {
        String sealed = "(" + SEALED.formatted(keyId) + ")";
        return inJson ? '"' + sealed + "\"(?!:)" : "^" + sealed + "$";
    }

    /** Table and column, for people. */
    public String place() {
        return table + '.' + column;
    }
}

package io.vigil.system.backup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import io.vigil.testsupport.Samples;

/** Zip files taken apart and put together otherwise. */
final class Zips {

    private Zips() {
    }

    /** The entries of the file by their names, in order. */
    static Map<String, byte[]> entries(byte[] file) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    /** A file of these entries. */
    static byte[] of(Map<String, byte[]> entries) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    /** The same file with its entries changed. */
    static byte[] changed(byte[] file, Consumer<Map<String, byte[]>> change) {
        Map<String, byte[]> entries = entries(file);
        change.accept(entries);
        return of(entries);
    }

    /** Changes the text of an entry. */
    static void replace(Map<String, byte[]> entries, String name, String what, String with) {
        String text = new String(entries.get(name), StandardCharsets.UTF_8);
        if (!text.contains(what)) {
            throw new IllegalArgumentException(name + " has no " + what);
        }
        entries.put(name, text.replaceFirst(what, with).getBytes(StandardCharsets.UTF_8));
    }

    /** Changes the text of a table, and what the manifest says of it. */
    static void replaceRows(Map<String, byte[]> entries, String table, String what, String with) {
        String name = "rows/" + table + ".copy";
        byte[] before = entries.get(name);
        replace(entries, name, what, with);
        byte[] after = entries.get(name);
        replace(entries, "manifest.json", Samples.sha256(before), Samples.sha256(after));
        if (before.length != after.length) {
            replace(entries, "manifest.json", "\"bytes\":" + before.length + ",\"sha256\":\"" + Samples.sha256(after),
                    "\"bytes\":" + after.length + ",\"sha256\":\"" + Samples.sha256(after));
        }
    }
}

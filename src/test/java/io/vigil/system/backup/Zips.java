package io.vigil.system.backup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.testsupport.Samples;

/** Zip files taken apart and put together otherwise. */
final class Zips {

    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** Changes the text of an entry, where the expression is first found. */
    static void replace(Map<String, byte[]> entries, String name, String what, String with) {
        Matcher found = Pattern.compile(what).matcher(text(entries, name));
        if (!found.find()) {
            throw new IllegalArgumentException(name + " has no " + what);
        }
        entries.put(name, found.replaceFirst(Matcher.quoteReplacement(with)).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Map<String, byte[]> entries, String name) {
        return new String(entries.get(name), StandardCharsets.UTF_8);
    }

    /** Leaves out a table, as a version did that had none such. */
    static void withoutTable(Map<String, byte[]> entries, String table) {
        entries.remove("rows/" + table + ".copy");
        changeTables(entries, tables -> {
            for (int i = tables.size() - 1; i >= 0; i--) {
                if (tables.get(i).get("table").asText().equals(table)) {
                    tables.remove(i);
                }
            }
        });
    }

    /** Leaves out a column of a table, as a version did that had none such. */
    static void withoutColumn(Map<String, byte[]> entries, String table, String column) {
        String name = "rows/" + table + ".copy";
        changeTables(entries, tables -> tables.forEach(entry -> {
            if (entry.get("table").asText().equals(table)) {
                List<String> columns = new ArrayList<>();
                entry.get("columns").forEach(known -> columns.add(known.asText()));
                int place = columns.indexOf(column);
                entries.put(name, text(entries, name).lines().map(line -> without(line, place) + '\n')
                        .collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8));
                ((ArrayNode) entry.get("columns")).remove(place);
                ((ObjectNode) entry).put("bytes", entries.get(name).length).put("sha256", Samples.sha256(entries.get(name)));
            }
        }));
    }

    private static String without(String line, int place) {
        List<String> values = new ArrayList<>(List.of(line.split("\t", -1)));
        values.remove(place);
        return String.join("\t", values);
    }

    private static void changeTables(Map<String, byte[]> entries, Consumer<ArrayNode> change) {
        try {
            JsonNode manifest = JSON.readTree(entries.get("manifest.json"));
            change.accept((ArrayNode) manifest.get("tables"));
            entries.put("manifest.json", JSON.writeValueAsBytes(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

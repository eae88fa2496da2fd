package io.vigil.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How large files and folders may grow before they are two. */
final class SourceBudget {

    private static final int LINES = 300;
    private static final int FILES = 14;

    private SourceBudget() {
    }

    /** Files that are too long. */
    static List<String> longFiles(Path root) throws IOException {
        List<String> findings = new ArrayList<>();
        for (Path file : list(root)) {
            long lines = Files.readAllLines(file).size();
            if (lines > LINES) {
                findings.add(root.relativize(file) + " has " + lines + " lines");
            }
        }
        return findings;
    }

    /** Folders with Java files that are too full or do not say what lives in them. */
    static List<String> folders(Path root) throws IOException {
        List<String> findings = new ArrayList<>();
        List<Path> files = list(root);
        for (Path folder : files.stream().map(Path::getParent).distinct().sorted().toList()) {
            long count = files.stream().filter(file -> file.getParent().equals(folder)).count();
            if (count > FILES) {
                findings.add(root.relativize(folder) + " has " + count + " files");
            }
            if (Files.notExists(folder.resolve("package-info.java"))) {
                findings.add(root.relativize(folder) + " has no package-info");
            }
        }
        return findings;
    }

    private static List<Path> list(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }
}

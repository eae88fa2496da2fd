package io.vigil.testsupport;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles code that breaks a rule on purpose, so that the rule can be seen to refuse it. Away from the class path: neither
 * the application nor another test meets it.
 */
public final class SeededCode {

    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)");

    private SeededCode() {
    }

    /** Compiles sources of one top-level type each into the folder. */
    public static void compile(Path folder, List<String> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-d", Files.createDirectories(folder).toString(), "-proc:none", "-nowarn",
                    "-Xlint:none", "--release", "17", "-classpath", System.getProperty("java.class.path"));
            if (!compiler.getTask(complaints, files, null, options, null, sources.stream().map(Source::of).toList()).call()) {
                throw new IllegalArgumentException(complaints.toString());
            }
        }
    }

    /** The name of the type that a source declares. */
    public static String type(String source) {
        return Source.first(TYPE, source);
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        private Source(String path, String text) {
            super(URI.create("seed:///" + path), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        private static Source of(String text) {
            return new Source(first(PACKAGE, text).replace('.', '/') + "/" + first(TYPE, text) + ".java", text);
        }

        private static String first(Pattern pattern, String text) {
            Matcher matcher = pattern.matcher(text);
            if (!matcher.find()) {
                throw new IllegalArgumentException("No " + pattern + " in " + text);
            }
            return matcher.group(1);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}

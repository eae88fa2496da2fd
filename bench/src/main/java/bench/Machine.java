package bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** What the figures depend on besides the code. */
final class Machine {

    private Machine() {
    }

    /** In one sentence, with the load of the machine before anything was measured. */
    static String describe(String postgresVersion) throws IOException {
        return String.format(Locale.ROOT,
                "Measured on %s, %d cores, %s %s, %s %s, PostgreSQL %s on the same machine (localhost, fsync and "
                        + "synchronous_commit off), pool of %s, load before %.1f.",
                processor(), Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"),
                System.getProperty("os.version"), System.getProperty("java.vm.name"), System.getProperty("java.version"),
                postgresVersion, poolSize(), ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processor() throws IOException {
        Path facts = Path.of("/proc/cpuinfo");
        if (!Files.exists(facts)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(facts).stream().filter(line -> line.startsWith("model name")).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
    }

    private static String poolSize() throws IOException {
        Properties settings = new Properties();
        try (InputStream file = Machine.class.getResourceAsStream("/application.properties")) {
            settings.load(file);
        }
        return settings.getProperty("quarkus.datasource.jdbc.max-size");
    }
}

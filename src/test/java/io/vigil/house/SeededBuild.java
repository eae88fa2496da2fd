package io.vigil.house;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import io.quarkus.bootstrap.BootstrapAppModelFactory;
import io.quarkus.bootstrap.app.QuarkusBootstrap;
import io.quarkus.paths.PathList;

/**
 * Lets Quarkus build the application together with other classes, as it does at every boot of a test, and tells why it would
 * not. In a process of its own: the tests' application runs in this one.
 */
final class SeededBuild {

    static final String SUCCESS = "The build succeeded";

    private static final Path APPLICATION = Path.of("target/classes").toAbsolutePath();

    private SeededBuild() {
    }

    /** Everything that the build said of the classes in the folder. */
    static String told(Path classes) throws IOException, InterruptedException {
        Path log = classes.resolveSibling("seeded-build.log");
        Process build = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-XX:TieredStopAtLevel=1", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-classpath", System.getProperty("java.class.path"), SeededBuild.class.getName(), classes.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!build.waitFor(2, TimeUnit.MINUTES)) {
            build.destroyForcibly();
        }
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    public static void main(String... folder) throws Exception {
        Properties settings = new Properties();
        // Quarkus would refuse private methods first; whether ours refuses them must show.
        settings.setProperty("quarkus.arc.fail-on-intercepted-private-method", "false");
        QuarkusBootstrap.builder()
                .setExistingModel(BootstrapAppModelFactory.newInstance().setTest(true).setEnableClasspathCache(true)
                        .setProjectRoot(Path.of("").toAbsolutePath()).resolveAppModel().getApplicationModel())
                .setMode(QuarkusBootstrap.Mode.TEST).setTest(true).setIsolateDeployment(true)
                .setProjectRoot(Path.of("").toAbsolutePath()).setBuildSystemProperties(settings)
                .setTargetDirectory(Path.of(folder[0]).resolveSibling("seeded-build"))
                .setApplicationRoot(PathList.of(APPLICATION, Path.of(folder[0])))
                .build().bootstrap().createAugmentor().createInitialRuntimeApplication();
        System.out.println(SUCCESS);
        System.exit(0);
    }
}

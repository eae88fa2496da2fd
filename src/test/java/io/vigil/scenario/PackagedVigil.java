package io.vigil.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The packaged application as a process of its own, in production settings, and a client of it. */
final class PackagedVigil implements AutoCloseable {

    private static final int LIVE_SAMPLES = 5;
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final String SECRET_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final Duration LONG = Duration.ofMinutes(15);
    private static final String BOUNDARY = "scenario-boundary";
    static final String SCRAPE_TOKEN = "scenario-scrape-token";

    private final Process process;
    private final URI base;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private String token = "";

    private PackagedVigil(Process process, URI base) {
        this.process = process;
        this.base = base;
    }

    /** Starts it on a free port against that database; the folder keeps its media and its log. The last JVM option counts. */
    static PackagedVigil start(String jdbcUrl, Path folder, Map<String, String> settings, String... jvmOptions)
            throws IOException {
        int port = freePort();
        Map<String, String> environment = new HashMap<>(Map.of("QUARKUS_HTTP_PORT", String.valueOf(port),
                "QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl, "QUARKUS_DATASOURCE_USERNAME", "postgres",
                "QUARKUS_DATASOURCE_PASSWORD", "postgres", "VIGIL_SECRET_KEY", SECRET_KEY,
                "VIGIL_MEDIA_DIRECTORY", folder.resolve("media").toString(), "VIGIL_BACKUP_DIRECTORY",
                folder.resolve("backups").toString(), "VIGIL_ACCESS_SCRAPE_TOKEN", SCRAPE_TOKEN));
        environment.putAll(settings);
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of(jdk("java"), "-Xmx512m"));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-jar", JAR.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("vigil.log").toFile())).start();
        return new PackagedVigil(process, URI.create("http://localhost:" + port));
    }

    private static String jdk(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    PackagedVigil awaitReady() {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> get("/q/health/ready").statusCode() == 200);
        return this;
    }

    /** Creates the administrator, or signs in if there is one. */
    PackagedVigil signIn() throws Exception {
        String person = "{\"username\":\"admin\",\"password\":\"Correct-Horse-1\"}";
        HttpResponse<String> answer = json("POST", "/api/v1/auth/setup", person);
        if (answer.statusCode() == 409) {
            answer = json("POST", "/api/v1/auth/login", person);
        }
        token = field(answer.body(), "access_token");
        return this;
    }

    String camera(String name) throws Exception {
        return field(json("POST", "/api/v1/cameras",
                "{\"name\":\"" + name + "\",\"type\":\"rtsp\",\"rtsp_url\":\"rtsp://192.0.2.1/x\"}").body(), "id");
    }

    HttpResponse<String> send(String camera, String externalId, byte[] picture) throws Exception {
        return send(camera, externalId, picture, null);
    }

    /** With a clip, or null. */
    HttpResponse<String> send(String camera, String externalId, byte[] picture, byte[] clip) throws Exception {
        List<HttpRequest.BodyPublisher> parts = new ArrayList<>();
        Map.of("external_id", externalId, "kind", "person", "occurred_at", "2026-11-24T10:00:00Z")
                .forEach((name, value) -> part(parts, "name=\"" + name + "\"", value.getBytes(UTF_8)));
        part(parts, "name=\"snapshot\"; filename=\"a.jpg\"", picture);
        if (clip != null) {
            part(parts, "name=\"clip\"; filename=\"a.mp4\"", clip);
        }
        parts.add(HttpRequest.BodyPublishers.ofString("--" + BOUNDARY + "--\r\n"));
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.concat(parts.toArray(HttpRequest.BodyPublisher[]::new));
        return http.send(request("/api/v1/cameras/" + camera + "/events")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY).POST(body).build(),
                BodyHandlers.ofString());
    }

    private static void part(List<HttpRequest.BodyPublisher> parts, String what, byte[] content) {
        parts.add(HttpRequest.BodyPublishers.ofString("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + what
                + "\r\n\r\n"));
        parts.add(HttpRequest.BodyPublishers.ofByteArray(content));
        parts.add(HttpRequest.BodyPublishers.ofString("\r\n"));
    }

    /**
     * Sends a file as the form's {@code file}, without reading it into memory, over a connection of its own: on one that is
     * shared others would wait for it.
     */
    HttpResponse<String> upload(String path, Path file) throws Exception {
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.concat(
                HttpRequest.BodyPublishers.ofString("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; "
                        + "filename=\"backup.zip\"\r\nContent-Type: application/zip\r\n\r\n"),
                HttpRequest.BodyPublishers.ofFile(file),
                HttpRequest.BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
        return http.send(request(path).header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .version(HttpClient.Version.HTTP_1_1).timeout(LONG).POST(body).build(), BodyHandlers.ofString());
    }

    /** Makes a backup and fetches its file. */
    String backup(Path to) throws Exception {
        HttpResponse<String> made = http.send(request("/api/v1/system/backup").timeout(LONG)
                .POST(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(http.send(request(field(made.body(), "download_url")).timeout(LONG).build(), BodyHandlers.ofFile(to))
                .statusCode()).isEqualTo(200);
        return made.body();
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    /** How long the list takes, in milliseconds, for all but one in a hundred of so many requests. */
    double listP99(int samples) throws Exception {
        long[] took = new long[samples];
        for (int i = 0; i < samples; i++) {
            long start = System.nanoTime();
            assertThat(get("/api/v1/events?limit=20").statusCode()).isEqualTo(200);
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        return took[samples * 99 / 100] / 1e6;
    }

    HttpResponse<String> json(String method, String path, String body) throws Exception {
        return http.send(request(path).header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** The first value of a metric. */
    double metric(String name) throws Exception {
        return values(name, "").findFirst().orElseThrow();
    }

    /** All values of a metric whose labels have that text, together; 0 if there are none. */
    double sum(String name, String label) throws Exception {
        return values(name, label).sum();
    }

    private DoubleStream values(String name, String label) throws Exception {
        HttpRequest scrape = HttpRequest.newBuilder(base.resolve("/metrics")).header("Authorization", "Bearer " + SCRAPE_TOKEN)
                .build();
        return http.send(scrape, BodyHandlers.ofString()).body().lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }

    /**
     * Bytes that are left of the heap when all garbage is collected; the least of five, because a picture at work takes many.
     */
    long liveBytes() throws IOException {
        long least = Long.MAX_VALUE;
        for (int sample = 0; sample < LIVE_SAMPLES; sample++) {
            least = Math.min(least, live());
        }
        return least;
    }

    private long live() throws IOException {
        return jcmd("GC.class_histogram").filter(line -> line.startsWith("Total"))
                .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[2])).findFirst().orElseThrow();
    }

    /** Threads of the application; without those of Quarkus' own pools, which come and go, and those of the JVM. */
    long threads() throws IOException {
        return jcmd("Thread.print").filter(line -> line.startsWith("\""))
                .filter(line -> line.matches("\"(protect|event|session|agroal|vert.x-eventloop).*")).count();
    }

    private Stream<String> jcmd(String command) throws IOException {
        Process jcmd = new ProcessBuilder(jdk("jcmd"), String.valueOf(process.pid()), command).redirectErrorStream(true)
                .start();
        try (BufferedReader lines = jcmd.inputReader()) {
            return lines.lines().toList().stream();
        }
    }

    static String field(String json, String name) {
        return io.restassured.path.json.JsonPath.from(json).getString(name);
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As {@code kill -TERM} does; answers the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("It does not stop within 30 seconds");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30)).header("Authorization",
                "Bearer " + token);
    }
}

package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the rounds on one PostgreSQL: in each, every contest has a fork of its own, in rotating order. Writes each slice to
 * {@code slices.csv}, and the tables to {@code report.md} and the console.
 */
public final class Launcher {

    private static final Path SLICES = Path.of("slices.csv");
    private static final Path REPORT = Path.of("report.md");

    private Launcher() {
    }

    /** Takes the system properties {@code bench.quick}, {@code bench.rounds}, {@code bench.threads} and {@code bench.only}. */
    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        Files.deleteIfExists(SLICES);
        String machine;
        try (Server server = new Server()) {
            machine = Machine.describe(server.version());
            rounds(server);
        }
        String report = Report.of(Files.readAllLines(SLICES).stream().map(Slice::parse).toList(), machine);
        Files.writeString(REPORT, report);
        System.out.println(report);
    }

    private static void rounds(Server server) throws IOException, InterruptedException {
        List<Contest> contests = new ArrayList<>(asked());
        Pace pace = Pace.asked();
        for (int round = 0; round < pace.rounds(); round++) {
            for (Contest contest : contests) {
                long start = System.nanoTime();
                fork(server, contest, round);
                System.out.printf("round %d of %d: %s, %d s%n", round + 1, pace.rounds(), contest,
                        (System.nanoTime() - start) / 1_000_000_000);
            }
            Collections.rotate(contests, contests.size() / pace.rounds() + 1);
        }
    }

    private static List<Contest> asked() {
        Pattern only = Pattern.compile(System.getProperty("bench.only", ""), Pattern.CASE_INSENSITIVE);
        return Stream.of(Contest.values()).filter(contest -> only.matcher(contest.name()).find()).toList();
    }

    private static void fork(Server server, Contest contest, int round) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms512m", "-Xmx512m", "-Djmh.ignoreLock=true"));
        for (String setting : List.of("bench.quick", "bench.rounds", "bench.threads")) {
            command.add("-D" + setting + "=" + System.getProperty(setting, ""));
        }
        command.addAll(server.settings());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        command.addAll(List.of(contest.name(), String.valueOf(round), SLICES.toString()));
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("The fork of " + contest + " ended with " + exit);
        }
    }
}

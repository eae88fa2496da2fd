package bench;

import java.util.List;

/**
 * How long all is measured.
 *
 * @param rounds forks of each contest
 * @param slices how often each contender has its turn in a fork
 * @param warmUpMillis how long each contender runs before that
 * @param threads with how many each contest is held; more than one for those who are measured busy
 */
record Pace(int rounds, int slices, long warmUpMillis, List<Integer> threads) {

    /** All that there are. */
    static final List<Integer> THREADS = List.of(1, 8, 64);
    private static final Pace FULL = new Pace(3, 6, 1_500, THREADS);
    private static final Pace QUICK = new Pace(1, 4, 750, THREADS);

    /** As the system properties {@code bench.quick}, {@code .rounds} and {@code .threads} say; empty ones say nothing. */
    static Pace asked() {
        String quick = System.getProperty("bench.quick", "false");
        Pace pace = quick.equals("false") ? FULL : QUICK;
        String rounds = System.getProperty("bench.rounds", "");
        String threads = System.getProperty("bench.threads", "");
        return new Pace(rounds.isEmpty() ? pace.rounds : Integer.parseInt(rounds), pace.slices, pace.warmUpMillis,
                threads.isEmpty() ? THREADS : List.of(Integer.valueOf(threads)));
    }
}

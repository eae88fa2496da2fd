package bench;

import bench.Contest.Contender;

/**
 * One measurement of a fraction of a second.
 *
 * @param contest the contest
 * @param method the contender's benchmark
 * @param threads how many threads ran it
 * @param turn round and number within it: slices of one turn were measured next to each other
 * @param nanos per operation of one thread
 * @param bytes allocated per operation
 */
record Slice(Contest contest, String method, int threads, String turn, double nanos, double bytes) {

    /** Whether it is this contender's. */
    boolean isOf(Contender contender, int ofThreads) {
        return method.equals(contender.method()) && threads == ofThreads;
    }

    static Slice parse(String line) {
        String[] parts = line.split(",");
        return new Slice(Contest.valueOf(parts[0]), parts[1], Integer.parseInt(parts[2]), parts[3],
                Double.parseDouble(parts[4]), Double.parseDouble(parts[5]));
    }

    /** A line of the file of slices. */
    String line() {
        return "%s,%s,%d,%s,%s,%s%n".formatted(contest, method, threads, turn, nanos, bytes);
    }
}

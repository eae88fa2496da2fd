/**
 * What a session costs, beside the other ways to a transaction; {@code bench/README.md} tells how to run it. It is no part of
 * {@code io.vigil}, because it opens transactions in the ways that the rules of that house refuse, and it is compiled in the
 * profile {@code bench} alone. {@link bench.Launcher} runs the rounds, {@link bench.Worker} is one fork, {@link bench.Report}
 * writes the tables.
 */
package bench;

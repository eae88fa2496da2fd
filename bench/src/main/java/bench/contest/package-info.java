/** The benchmarks, a class for each question; their methods are the contenders. */
package bench.contest;

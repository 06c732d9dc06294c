package dev.acrsync.benchmark;

import java.util.Arrays;

/**
 * What was measured in one run.
 *
 * @param perSecond how many were done in a second
 * @param p50 the median latency in milliseconds
 * @param p99 the latency in milliseconds that 99 of 100 did not exceed
 * @param longest the longest latency in milliseconds
 * @param failed how many had another answer than 202
 * @param others the share of the machine that other processes took meanwhile, 0 to 1
 * @param cpu the processor time in microseconds that the server took for each
 */
record Measurement(double perSecond, double p50, double p99, double longest, long failed, double others, double cpu) {

	private static final double MICROS = 1_000;

	static Measurement of(long[] micros, double seconds, long failed) {
		long[] sorted = micros.clone();
		Arrays.sort(sorted);
		return new Measurement(sorted.length / seconds, percentile(sorted, 0.5), percentile(sorted, 0.99),
				percentile(sorted, 1), failed, 0, 0);
	}

	private static double percentile(long[] sorted, double share) {
		return (sorted.length == 0) ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1] / MICROS;
	}

	Measurement with(double others, double cpu) {
		return new Measurement(this.perSecond, this.p50, this.p99, this.longest, this.failed, others, cpu);
	}

	/**
	 * Returns it as a line that {@link #parse} reads.
	 */
	String line() {
		return this.perSecond + " " + this.p50 + " " + this.p99 + " " + this.longest;
	}

	static Measurement parse(String line) {
		double[] values = Arrays.stream(line.strip().split(" ")).mapToDouble(Double::parseDouble).toArray();
		return new Measurement(values[0], values[1], values[2], values[3], 0, 0, 0);
	}

}

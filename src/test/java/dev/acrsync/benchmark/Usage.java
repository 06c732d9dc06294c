package dev.acrsync.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What the processors were used for since it was made, as Linux counts it.
 */
final class Usage {

	private static final double TICK_MICROS = 10_000;

	private static final int USER = 11;

	private static final int IDLE = 3;

	private final long[] machine = machine();

	private final long client = client();

	private final long servers = children();

	/**
	 * Returns the processor time in microseconds of the processes under load.
	 */
	double servers() {
		return (children() - this.servers) * TICK_MICROS;
	}

	/**
	 * Returns the share of the machine, 0 to 1, that processes took that do not belong to
	 * the benchmark.
	 */
	double others() {
		long[] now = machine();
		long all = Arrays.stream(now).sum() - Arrays.stream(this.machine).sum();
		long idle = now[IDLE] + now[IDLE + 1] - this.machine[IDLE] - this.machine[IDLE + 1];
		long own = client() - this.client + children() - this.servers;
		return Math.max(0, (double) (all - idle - own) / Math.max(1, all));
	}

	private static long[] machine() {
		String line = read(Path.of("/proc/stat")).lines().findFirst().orElseThrow();
		return Arrays.stream(line.split(" +")).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
	}

	private static long client() {
		return ticks(ProcessHandle.current(), USER, 2);
	}

	/** With those that have ended, and with what their own children have used. */
	private static long children() {
		ProcessHandle self = ProcessHandle.current();
		return ticks(self, USER + 2, 2) + self.children().mapToLong((child) -> ticks(child, USER, 4)).sum();
	}

	private static long ticks(ProcessHandle process, int first, int counters) {
		String stat = read(Path.of("/proc", Long.toString(process.pid()), "stat"));
		return Stream.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "))
			.skip(first)
			.limit(counters)
			.mapToLong(Long::parseLong)
			.sum();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package dev.acrsync.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit of the disk: events of 512 bytes appended to a file by so many threads, each
 * waiting until its event is fsynced, with one fsync for all that wait.
 */
final class BareDisk {

	private static final int EVENT = 512;

	private final BlockingQueue<CompletableFuture<Void>> waiting = new ArrayBlockingQueue<>(1_024);

	private volatile boolean active = true;

	private BareDisk() {
	}

	/**
	 * Measures in a process of its own.
	 */
	static Measurement measure(Path directory, int threads, Duration duration, Map<String, String> environment) {
		try {
			ProcessBuilder builder = new ProcessBuilder(
					Server.java("-cp", System.getProperty("java.class.path"), BareDisk.class.getName(),
							directory.toString(), Integer.toString(threads), Long.toString(duration.toSeconds())))
				.redirectError(ProcessBuilder.Redirect.INHERIT);
			builder.environment().putAll(environment);
			Process process = builder.start();
			String line = new String(process.getInputStream().readAllBytes());
			assertThat(process.waitFor()).isZero();
			return Measurement.parse(line);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	static void main(String[] arguments) throws Exception {
		Path file = Path.of(arguments[0], "bare");
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			System.out.println(new BareDisk()
				.run(channel, Integer.parseInt(arguments[1]), Duration.ofSeconds(Long.parseLong(arguments[2])))
				.line());
		}
		finally {
			Files.delete(file);
		}
	}

	private Measurement run(FileChannel channel, int threads, Duration duration) throws Exception {
		long[][] latencies = new long[threads][];
		Thread writer = Thread.ofPlatform().start(() -> write(channel));
		long end = System.nanoTime() + duration.toNanos();
		List<Thread> all = IntStream.range(0, threads)
			.mapToObj((thread) -> Thread.ofVirtual().start(() -> latencies[thread] = appendUntil(end)))
			.toList();
		for (Thread thread : all) {
			thread.join();
		}
		this.active = false;
		writer.join();
		return Measurement.of(Arrays.stream(latencies).flatMapToLong(LongStream::of).toArray(), duration.toSeconds(),
				0);
	}

	private long[] appendUntil(long end) {
		LongStream.Builder micros = LongStream.builder();
		long before = System.nanoTime();
		while (before < end) {
			CompletableFuture<Void> written = new CompletableFuture<>();
			this.waiting.add(written);
			written.join();
			long after = System.nanoTime();
			micros.add((after - before) / 1_000);
			before = after;
		}
		return micros.build().toArray();
	}

	private void write(FileChannel channel) {
		try {
			List<CompletableFuture<Void>> together = new ArrayList<>();
			while (this.active) {
				CompletableFuture<Void> first = this.waiting.poll(100, TimeUnit.MILLISECONDS);
				if (first != null) {
					together.add(first);
					this.waiting.drainTo(together);
					channel.write(ByteBuffer.allocate(EVENT * together.size()));
					channel.force(false);
					together.forEach((written) -> written.complete(null));
					together.clear();
				}
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

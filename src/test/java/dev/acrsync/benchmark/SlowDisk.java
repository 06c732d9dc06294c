package dev.acrsync.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes the fsyncs of a process slower.
 *
 * @param library what is preloaded into it
 */
record SlowDisk(Path library) {

	static SlowDisk compile(Path directory) throws IOException, InterruptedException {
		Path library = directory.resolve("slow-fsync.so").toAbsolutePath();
		Process compiler = new ProcessBuilder("gcc", "-O2", "-Wall", "-shared", "-fPIC", "-o", library.toString(),
				"src/benchmark/slow-fsync.c", "-ldl")
			.inheritIO()
			.start();
		assertThat(compiler.waitFor()).isZero();
		return new SlowDisk(library);
	}

	Map<String, String> environment(Duration delay) {
		return Map.of("LD_PRELOAD", this.library.toString(), "SLOW_FSYNC_MICROS",
				Long.toString(delay.toNanos() / 1_000));
	}

}

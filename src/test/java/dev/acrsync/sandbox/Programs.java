package dev.acrsync.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Runs the programs of this machine that tests can use where they are installed.
 */
public final class Programs {

	private Programs() {
	}

	/**
	 * Tells whether all of these are on the path.
	 */
	public static boolean areInstalled(String... names) {
		List<String> path = List.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator));
		return Arrays.stream(names)
			.allMatch((name) -> path.stream().anyMatch((folder) -> Files.isExecutable(Path.of(folder, name))));
	}

	/**
	 * Runs a program that looks for faults, and returns all that it wrote if it fails;
	 * nothing if it does not.
	 */
	public static String complaints(String... command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		int status = process.onExit().join().exitValue();
		return (status == 0) ? "" : "%s ends with %d: %s".formatted(command[0], status, output);
	}

	/**
	 * Runs a program to its end, and returns what it wrote.
	 * @throws IllegalStateException if it fails, with what it said about it
	 */
	public static byte[] run(byte[] input, String... command) throws IOException {
		Path errors = Files.createTempFile("errors", ".txt");
		try {
			Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
			try (OutputStream stdin = process.getOutputStream()) {
				stdin.write(input);
			}
			byte[] output = process.getInputStream().readAllBytes();
			int status = process.onExit().join().exitValue();
			if (status != 0) {
				throw new IllegalStateException("%s fails with %d: %s".formatted(command[0], status,
						Files.readString(errors, StandardCharsets.UTF_8)));
			}
			return output;
		}
		finally {
			Files.delete(errors);
		}
	}

}

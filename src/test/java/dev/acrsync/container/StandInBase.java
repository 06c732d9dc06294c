package dev.acrsync.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.acrsync.sandbox.Programs;

/**
 * The content of a base image: a JDK that {@code jlink} has made of this machine's, what
 * it needs of the C library, and nothing else. There is no shell in it.
 */
final class StandInBase {

	/** Where the JDK is in it. */
	static final String JAVA_HOME = "/jdk";

	private static final String MODULES = "java.se,jdk.compiler,jdk.crypto.ec,jdk.jartool,jdk.management,jdk.net,"
			+ "jdk.unsupported,jdk.zipfs";

	private static final Pattern LIBRARY = Pattern.compile("(?:^|\\s)(/\\S+\\.so\\S*) \\(");

	private StandInBase() {
	}

	static void create(Path root) throws IOException {
		Path java = root.resolve("jdk");
		run(Path.of(System.getProperty("java.home"), "bin", "jlink").toString(), "--add-modules", MODULES,
				"--strip-debug", "--no-header-files", "--no-man-pages", "--output", java.toString());
		for (String library : libraries(java)) {
			Path copy = root.resolve(library.substring(1));
			Files.createDirectories(copy.getParent());
			Files.copy(Path.of(library), copy);
		}
		Files.setAttribute(Files.createDirectory(root.resolve("tmp")), "unix:mode", 0_1777);
		Files.createDirectory(root.resolve("etc"));
		Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 localhost\n");
	}

	private static Set<String> libraries(Path java) throws IOException {
		String needed = run("ldd", java.resolve("bin/java").toString(),
				java.resolve("lib/server/libjvm.so").toString());
		return LIBRARY.matcher(needed)
			.results()
			.map((match) -> match.group(1))
			.filter((library) -> !library.startsWith(java.toString()))
			.collect(Collectors.toSet());
	}

	private static String run(String... command) throws IOException {
		return new String(Programs.run(new byte[0], command), StandardCharsets.UTF_8);
	}

}

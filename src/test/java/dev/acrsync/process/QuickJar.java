package dev.acrsync.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Programs;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * The packaged jar in a form that takes a third of the processor to start: extracted by
 * its own tools, with an AOT cache of what an import needs, as in the image. It is made
 * once for all the processes that tests start and kill.
 */
final class QuickJar {

	private static @Nullable List<String> options;

	private QuickJar() {
	}

	/**
	 * Returns what follows the options of the JVM.
	 */
	static synchronized List<String> options() {
		List<String> made = options;
		if (made == null) {
			made = make();
			options = made;
		}
		return made;
	}

	private static List<String> make() {
		try {
			Path directory = Files.createTempDirectory("acr-sync-quick-jar-");
			Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
			Path packaged = Path.of(JarProcess.jar()).toAbsolutePath();
			Programs.run(new byte[0], JarProcess.java(), "-Djarmode=tools", "-jar", packaged.toString(), "extract",
					"--destination", directory.toString());
			String jar = directory.resolve(packaged.getFileName()).toString();
			Path cache = directory.resolve("cache");
			train(List.of("-XX:AOTCacheOutput=" + cache, "-jar", jar));
			return List.of("-XX:AOTCache=" + cache, "-jar", jar);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void train(List<String> form) {
		try (Sandbox sandbox = Sandbox.start(); JarProcess process = JarProcess.launchAs(form, sandbox).awaitReady()) {
			Digest digest = sandbox.vendor().put("tripinsights/poi", "v1", StoredManifest.named("one"));
			process.post(AcrEvents.push("contoso.azurecr.io", "tripinsights/poi", "v1", digest));
			process.awaitImports("succeeded", 1);
			process.terminate();
			process.awaitExit(Duration.ofMinutes(2));
		}
	}

	private static void delete(Path directory) {
		try {
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (IOException _) {
			// It is a temporary one.
		}
	}

}

package dev.acrsync.github;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A workflow, or an action of our own that is a part of one.
 *
 * @param file where it is
 * @param text all of it
 * @param content the same, parsed
 */
record Workflow(Path file, String text, Map<Object, Object> content) {

	static List<Workflow> all() {
		return below(".github/workflows");
	}

	static List<Workflow> actions() {
		return below(".github/actions");
	}

	private static List<Workflow> below(String directory) {
		try (Stream<Path> files = Files.walk(Path.of(directory))) {
			return files.filter(Files::isRegularFile).sorted().map(Workflow::read).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Workflow read(Path file) {
		try {
			LoaderOptions options = new LoaderOptions();
			options.setAllowDuplicateKeys(false);
			String text = Files.readString(file);
			return new Workflow(file, text, new Yaml(new SafeConstructor(options)).load(text));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SuppressWarnings("unchecked")
	Map<String, Map<String, Object>> jobs() {
		return (Map<String, Map<String, Object>>) this.content.getOrDefault("jobs", Map.of());
	}

	/**
	 * Returns the steps of all jobs, or of the action.
	 */
	List<Map<?, ?>> steps() {
		return Stream.concat(jobs().values().stream(), Stream.ofNullable(this.content.get("runs")))
			.map((job) -> ((Map<?, ?>) job).get("steps"))
			.filter(List.class::isInstance)
			.flatMap((steps) -> ((List<?>) steps).stream())
			.<Map<?, ?>>map((step) -> (Map<?, ?>) step)
			.toList();
	}

	@Override
	public String toString() {
		return this.file.toString();
	}

}

package dev.acrsync.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;

/**
 * The Helm chart, rendered in a namespace {@code acr-sync}, and as a release of that name
 * unless told otherwise.
 */
public final class Chart {

	/** Where it is. */
	static final Path SOURCE = Path.of("helm/acr-sync");

	private static final String NAME = "acr-sync";

	private static final String KUBERNETES = "1.30.0";

	/** The renderer leaves hooks out of what it returns, so they are hidden from it. */
	private static final String HOOK = "helm.sh/hook";

	private static final String HIDDEN_HOOK = "helm.sh.hook";

	private final Path directory;

	private final String release;

	private Chart(Path directory) {
		this(directory, NAME);
	}

	private Chart(Path directory, String release) {
		this.directory = directory;
		this.release = release;
	}

	/**
	 * Copies the chart into an empty directory.
	 */
	public static Chart copyTo(Path directory) {
		try (Stream<Path> files = Files.walk(SOURCE)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path copy = directory.resolve(SOURCE.relativize(file).toString());
				Files.createDirectories(copy.getParent());
				Files.writeString(copy, Files.readString(file).replace(HOOK, HIDDEN_HOOK));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new Chart(directory);
	}

	/**
	 * Returns the same chart, installed under another name.
	 */
	Chart release(String name) {
		return new Chart(this.directory, name);
	}

	/**
	 * Returns the values file of an example.
	 */
	public static Path example(String name) {
		return SOURCE.resolve("examples").resolve(name + ".yaml");
	}

	/**
	 * Returns the names of the examples.
	 */
	static List<String> examples() {
		try (Stream<Path> files = Files.list(SOURCE.resolve("examples"))) {
			return files.map((file) -> file.getFileName().toString().replace(".yaml", "")).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Renders all manifests; a later values file wins.
	 * @throws IllegalStateException with Helm's message if the values are refused
	 */
	public String render(Path... values) {
		TemplateCommand command = new Helm(this.directory).template()
			.withName(this.release)
			.withNamespace(NAME)
			.withKubeVersion(KUBERNETES);
		for (Path file : values) {
			command.withValuesFile(file);
		}
		return Objects.requireNonNullElse(command.call(), "").replace(HIDDEN_HOOK, HOOK);
	}

	/**
	 * Renders and parses all manifests.
	 */
	public List<KubernetesObject> manifests(Path... values) {
		return KubernetesObject.parseAll(render(values));
	}

	/**
	 * Renders the one object of a kind and name.
	 */
	public KubernetesObject manifest(String id, Path... values) {
		return KubernetesObject.find(manifests(values), id);
	}

	/**
	 * Returns what an operator is told after an installation.
	 */
	String notes(Path values) {
		edit("Chart.yaml", "kubeVersion: .*", "");
		String output = new Helm(this.directory).install()
			.clientOnly()
			.debug()
			.withName(this.release)
			.withNamespace(NAME)
			.withValuesFile(values)
			.call()
			.getOutput();
		return output.substring(output.indexOf("NOTES:"));
	}

	/**
	 * Looks for everything that Helm itself finds fault with, warnings included.
	 */
	LintResult lint() {
		return new Helm(this.directory).lint().strict().call();
	}

	/**
	 * Replaces what matches a pattern in a file of this copy.
	 */
	Chart edit(String file, String pattern, String replacement) {
		try {
			Path path = this.directory.resolve(file);
			Files.writeString(path, Files.readString(path).replaceAll(pattern, replacement));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package dev.acrsync.rules;

import java.util.Locale;
import java.util.Optional;

import dev.acrsync.image.RepositoryName;

/**
 * Names the repository that an image goes to: a template in which {@code {repository}}
 * stands for the repository that it comes from.
 */
public final class TargetRepository {

	private static final String PLACEHOLDER = "{repository}";

	private final String template;

	private TargetRepository(String template) {
		this.template = template;
	}

	/**
	 * Reads a template.
	 * @param template the template as it was written
	 * @return the template
	 * @throws IllegalArgumentException if what it gives is no repository name; the
	 * message says what to write instead
	 */
	public static TargetRepository parse(String template) {
		String sample = template.replace(PLACEHOLDER, "a");
		if (sample.contains("{") || sample.contains("}")) {
			throw new IllegalArgumentException(PLACEHOLDER + " is the only placeholder, and is written just so");
		}
		if (template.indexOf(PLACEHOLDER) != template.lastIndexOf(PLACEHOLDER)) {
			throw new IllegalArgumentException(PLACEHOLDER + " is written once");
		}
		String lowerCase = template.toLowerCase(Locale.ROOT);
		if (!template.equals(lowerCase)) {
			throw new IllegalArgumentException("repository names are lower case: write '" + lowerCase + "'");
		}
		// A name begins and ends with a letter or digit: what is right around one is
		// right
		// around all.
		new RepositoryName(sample);
		return new TargetRepository(template);
	}

	boolean isFixed() {
		return !this.template.contains(PLACEHOLDER);
	}

	/**
	 * Names the repository at the target.
	 * @param repository the repository that the image comes from
	 * @return its name, or nothing if it would be longer than a name can be
	 */
	Optional<RepositoryName> apply(RepositoryName repository) {
		return Optional.of(this.template.replace(PLACEHOLDER, repository.value()))
			.filter((name) -> name.length() <= RepositoryName.MAX_LENGTH)
			.map(RepositoryName::new);
	}

	@Override
	public String toString() {
		return this.template;
	}

}

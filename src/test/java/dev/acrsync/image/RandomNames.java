package dev.acrsync.image;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes up names that follow the grammar, in all its forms, from a generator that the
 * test seeds.
 */
public final class RandomNames {

	private static final String ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789";

	private static final String TAG_FIRST = ALPHANUMERIC + "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";

	private static final List<String> SEPARATORS = List.of(".", "_", "__", "-", "--", "---");

	private final RandomGenerator random;

	public RandomNames(RandomGenerator random) {
		this.random = random;
	}

	public RepositoryName repository() {
		return new RepositoryName(repositoryText());
	}

	public Tag tag() {
		return new Tag(tagText());
	}

	String repositoryText() {
		return Stream.generate(this::segment).limit(this.random.nextInt(1, 5)).collect(Collectors.joining("/"));
	}

	String tagText() {
		return one(TAG_FIRST) + text(TAG_FIRST + ".-", this.random.nextInt(0, 128));
	}

	private String segment() {
		StringBuilder segment = new StringBuilder(text(ALPHANUMERIC, this.random.nextInt(1, 6)));
		for (int i = this.random.nextInt(4); i > 0; i--) {
			segment.append(SEPARATORS.get(this.random.nextInt(SEPARATORS.size())))
				.append(text(ALPHANUMERIC, this.random.nextInt(1, 6)));
		}
		return segment.toString();
	}

	private String text(String alphabet, int length) {
		return Stream.generate(() -> one(alphabet)).limit(length).collect(Collectors.joining());
	}

	private String one(String alphabet) {
		return String.valueOf(alphabet.charAt(this.random.nextInt(alphabet.length())));
	}

}

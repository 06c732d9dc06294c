package dev.acrsync.console;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.acrsync.image.Destination;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.records.ImageSearch;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.ImportState;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Target;

/**
 * Finds imports by what people type: an import's id, the beginning of a digest, or a
 * repository with or without its tag, as it is called at the source or at the target.
 */
final class ImageFinder {

	static final int MOST = 100;

	/** So much of a digest names few images. */
	private static final Pattern DIGEST = Pattern
		.compile("((?<repository>[^@]+)@)?(sha256:(?<begin>[0-9a-f]{8,64})|(?<bare>[0-9a-f]{12,64}))");

	private final Settings settings;

	private final ImageSearch search;

	private final ImportRecords records;

	ImageFinder(Settings settings, ImageSearch search, ImportRecords records) {
		this.settings = settings;
		this.search = search;
		this.records = records;
	}

	List<ImportRecord> find(String words, Optional<ImportState> state) {
		String wanted = words.strip();
		if (wanted.isEmpty()) {
			return this.records.find(state, Optional.empty(), Optional.empty(), MOST).records();
		}
		return found(wanted).stream()
			.filter((it) -> state.filter((one) -> one != it.progress().state()).isEmpty())
			.toList();
	}

	private List<ImportRecord> found(String wanted) {
		Matcher digest = DIGEST.matcher(wanted);
		if (digest.matches()) {
			List<ImportRecord> found = ofDigest(digest);
			if (!found.isEmpty() || digest.group("bare") == null) {
				return found;
			}
		}
		if (wanted.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
			return this.records.find(wanted).stream().toList();
		}
		int colon = wanted.lastIndexOf(':');
		String repository = withoutHost((colon < 0) ? wanted : wanted.substring(0, colon));
		return places(repository).stream()
			.flatMap((place) -> ((colon < 0) ? this.search.ofRepository(place, MOST)
					: this.search.ofTag(place + wanted.substring(colon), MOST))
				.stream())
			.limit(MOST)
			.toList();
	}

	private List<ImportRecord> ofDigest(Matcher words) {
		String digest = "sha256:" + Objects.requireNonNullElse(words.group("begin"), words.group("bare"));
		String repository = words.group("repository");
		if (repository == null) {
			return this.search.ofDigest(digest, "", MOST);
		}
		return places(withoutHost(repository.replaceFirst(":[^/:]+$", ""))).stream()
			.flatMap((place) -> this.search.ofDigest(digest, place, MOST).stream())
			.limit(MOST)
			.toList();
	}

	private String withoutHost(String repository) {
		return Stream
			.concat(this.settings.sources().values().stream().map((it) -> it.registry().host()),
					this.settings.targets().values().stream().map((it) -> it.registry().host()))
			.filter((host) -> host.holds(repository))
			.findFirst()
			.map((host) -> repository.substring(host.value().length() + 1))
			.orElse(repository);
	}

	/**
	 * Returns where a repository's images may be: under the same name, or where a rule
	 * brings them.
	 */
	private Set<String> places(String repository) {
		RepositoryName name;
		try {
			name = new RepositoryName(repository);
		}
		catch (IllegalArgumentException _) {
			return Set.of();
		}
		Set<String> places = new LinkedHashSet<>();
		this.settings.sources()
			.values()
			.forEach((source) -> source.rules()
				.destinations(name)
				.forEach((destination) -> place(destination).ifPresent(places::add)));
		this.settings.targets().values().forEach((target) -> places.add(place(target, name)));
		return places;
	}

	private Optional<String> place(Destination destination) {
		return this.settings.target(destination.target()).map((target) -> place(target, destination.repository()));
	}

	private static String place(Target target, RepositoryName repository) {
		return repository.in(target.registry().host());
	}

}

package dev.acrsync.doctor;

import java.util.List;
import java.util.Optional;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Source;

/**
 * What a source's catalog told of its rules with wildcards.
 *
 * @param listing how the listing ended; nothing if no rule has a wildcard
 * @param matching the first repository that a rule names
 */
record CatalogReading(Optional<ListingResult> listing, Optional<RepositoryName> matching) {

	/**
	 * How many repositories are looked at.
	 */
	static final int MOST = 2_000;

	Optional<Finding> finding(CheckedRegistry side, Source source, List<SourceCheck.RepositoryLook> looks,
			String login) {
		return this.listing.flatMap((end) -> switch (end) {
			case Unreadable reason -> unlisted(side, source, reason, looks, login);
			case ListingResult.Stopped _, ListingResult.Complete _, Absent _ ->
				this.matching.isPresent() ? Optional.empty()
						: Optional.of(Finding.warning(side.subject(),
								"None of its repositories is named by a rule with a wildcard",
								"Correct %s.rules[<n>].repositories, or wait for a first push".formatted(side.key())));
		});
	}

	/**
	 * Whoever logged in or pulled is known: they may just not list.
	 */
	private static Optional<Finding> unlisted(CheckedRegistry side, Source source, Unreadable reason,
			List<SourceCheck.RepositoryLook> looks, String login) {
		boolean known = source.registry().credentials() instanceof Credentials.Basic
				|| looks.stream().anyMatch((look) -> !(look.pull() instanceof Unreadable));
		return switch (reason.cause()) {
			case UNAUTHORIZED, FORBIDDEN ->
				Optional.of(known ? hidden(side, source, reason) : RegistryFindings.finding(side, reason, "", login));
			case THROTTLED, UNAVAILABLE, UNIDENTIFIED, UNTRUSTED, DISALLOWED,
					UNEXPECTED ->
				looks.stream()
					.anyMatch((look) -> look.pull() instanceof Unreadable pull && pull.cause() == reason.cause())
							? Optional.empty() : Optional.of(RegistryFindings.finding(side, reason, "", login));
		};
	}

	private static Finding hidden(CheckedRegistry side, Source source, Unreadable reason) {
		String cure = "Name the repositories one by one in %s.rules[<n>].repositories".formatted(side.key());
		return source.rules().literalRepositories().isEmpty() ? Finding.error(side.subject(),
				"Its repositories cannot be listed, and its rules name none without a wildcard, so that nothing is compared "
						+ "but what events have told of. " + reason.message(),
				cure)
				: Finding.warning(side.subject(),
						"Its repositories cannot be listed, so that of those that rules name with a wildcard only events tell. "
								+ reason.message(),
						cure);
	}

}

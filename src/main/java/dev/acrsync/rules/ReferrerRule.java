package dev.acrsync.rules;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which of the signatures, SBOMs and attestations that refer to an image come along with
 * it.
 *
 * @param enabled whether any do
 * @param artifactTypes their artifact types; none means all
 * @param platforms whether also those that refer to one of its platforms do
 */
public record ReferrerRule(boolean enabled, Set<String> artifactTypes, boolean platforms) {

	/**
	 * Everything comes along.
	 */
	public static final ReferrerRule ALL = new ReferrerRule(true, Set.of());

	/**
	 * Nothing comes along.
	 */
	public static final ReferrerRule NONE = new ReferrerRule(false, Set.of());

	private static final Pattern MEDIA_TYPE = Pattern
		.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

	/**
	 * Takes a rule.
	 */
	public ReferrerRule {
		artifactTypes = Set.copyOf(artifactTypes);
	}

	/**
	 * Takes a rule for what refers to an image and to its platforms.
	 */
	public ReferrerRule(boolean enabled, Set<String> artifactTypes) {
		this(enabled, artifactTypes, true);
	}

	/**
	 * Reads an artifact type.
	 * @throws IllegalArgumentException if it is none; the message says what to write
	 */
	public static String artifactType(String written) {
		if (!MEDIA_TYPE.matcher(written).matches()) {
			throw new IllegalArgumentException("an artifact type is a media type without wildcards, "
					+ "such as application/vnd.cncf.notary.signature");
		}
		return written;
	}

	/**
	 * Tells whether what has this artifact type comes along.
	 */
	public boolean includes(Optional<String> artifactType) {
		return this.enabled
				&& (this.artifactTypes.isEmpty() || artifactType.filter(this.artifactTypes::contains).isPresent());
	}

}

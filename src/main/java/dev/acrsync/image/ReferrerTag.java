package dev.acrsync.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tag whose name says which manifest it belongs to: one of <a href=
 * "https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign's</a>, or
 * a list of the <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema">referrers
 * tag schema</a>.
 *
 * @param tag the tag
 * @param subject the manifest
 * @param kind what it is to it
 */
public record ReferrerTag(Tag tag, Digest subject, ReferrerTagKind kind) {

	private static final Pattern NAME = Pattern.compile("sha256-([a-f0-9]{64})(?:\\.(sig|att|sbom))?");

	/**
	 * What a tag is to its subject.
	 */
	public enum ReferrerTagKind {

		/**
		 * Cosign's signatures.
		 */
		SIG,

		/**
		 * Cosign's attestations.
		 */
		ATT,

		/**
		 * Cosign's SBOM.
		 */
		SBOM,

		/**
		 * A list of all that refers to it.
		 */
		LIST;

		/**
		 * Returns the artifact type that cosign gives the same thing where it is a
		 * referrer. A list has none.
		 */
		public Optional<String> artifactType() {
			return (this == LIST) ? Optional.empty()
					: Optional.of("application/vnd.dev.cosign.artifact." + suffix() + ".v1+json");
		}

		private String suffix() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * Reads a tag, if it is one of these.
	 */
	public static Optional<ReferrerTag> of(Tag tag) {
		Matcher name = NAME.matcher(tag.value());
		if (!name.matches()) {
			return Optional.empty();
		}
		ReferrerTagKind kind = Optional.ofNullable(name.group(2))
			.map((suffix) -> ReferrerTagKind.valueOf(suffix.toUpperCase(Locale.ROOT)))
			.orElse(ReferrerTagKind.LIST);
		return Optional.of(new ReferrerTag(tag, new Digest("sha256:" + name.group(1)), kind));
	}

	/**
	 * Returns the tags that cosign may have given what belongs to a manifest.
	 */
	public static List<ReferrerTag> ofCosign(Digest subject) {
		return Arrays.stream(ReferrerTagKind.values())
			.filter((kind) -> kind != ReferrerTagKind.LIST && subject.value().startsWith("sha256:"))
			.map((kind) -> new ReferrerTag(new Tag(subject.value().replace(':', '-') + "." + kind.suffix()), subject,
					kind))
			.toList();
	}

}

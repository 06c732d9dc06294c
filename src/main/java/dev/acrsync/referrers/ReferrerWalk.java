package dev.acrsync.referrers;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.TagReading;
import dev.acrsync.rules.ReferrerRule;

/**
 * Goes through all that belongs to an image by a rule, level by level: what refers to it
 * and to its platforms, and then what refers to that. Whoever imports, and whoever looks
 * whether something is lacking, goes this way, so that both mean the same.
 */
public final class ReferrerWalk {

	/**
	 * How many levels there are.
	 */
	public static final int DEPTH = 2;

	/**
	 * How much belongs to one image at most.
	 */
	public static final int MOST = ReferrerSelection.MOST;

	private static final int MOST_PLATFORMS = 100;

	/** Notation's signatures, cosign's, and the bundles that cosign keeps its own in. */
	private static final Pattern SIGNATURE = Pattern.compile("signature|\\.sig\\.|sigstore\\.bundle");

	private final SubjectReader source;

	private final ReferrerRule rule;

	private final ReferrerSelection selection = new ReferrerSelection();

	private final List<Digest> platforms = new ArrayList<>();

	private List<Digest> subjects;

	private int depth;

	/**
	 * Begins at an image.
	 */
	public ReferrerWalk(SubjectReader source, ReferrerRule rule, Digest image) {
		this.source = source;
		this.rule = rule;
		this.subjects = List.of(image);
	}

	/**
	 * Reads the next level.
	 * @return what was found there, signatures first; nothing at the end
	 */
	public List<ImageReferrer> next() {
		if (!this.rule.enabled() || this.depth == DEPTH) {
			return List.of();
		}
		if (this.depth++ == 0) {
			addPlatforms(this.subjects.getFirst());
		}
		this.subjects.forEach(this::find);
		List<ImageReferrer> found = this.selection.take();
		this.subjects = found.stream().map(ImageReferrer::digest).distinct().toList();
		return found;
	}

	private void addPlatforms(Digest image) {
		if (this.rule.platforms()) {
			ListingResult _ = this.source.platforms(image, (platform) -> {
				if (this.platforms.size() < MOST_PLATFORMS && !this.platforms.contains(platform)
						&& !platform.equals(image)) {
					this.platforms.add(platform);
				}
			});
		}
		List<Digest> all = new ArrayList<>(List.of(image));
		all.addAll(this.platforms);
		this.subjects = all;
	}

	private void find(Digest subject) {
		ListingResult _ = this.source.referrers(subject, (referrer) -> {
			if (this.rule.includes(referrer.artifactType())) {
				this.selection.add(ImageReferrer.of(referrer),
						referrer.artifactType().filter(ReferrerWalk::isSignature).isPresent());
			}
		});
		for (ReferrerTag tag : ReferrerTag.ofCosign(subject)) {
			if (this.rule.includes(tag.kind().artifactType())
					&& this.source.tag(tag) instanceof TagReading.Found(Digest digest)) {
				this.selection.add(ImageReferrer.of(tag, digest),
						tag.kind().artifactType().filter(ReferrerWalk::isSignature).isPresent());
			}
		}
	}

	private static boolean isSignature(String artifactType) {
		return SIGNATURE.matcher(artifactType).find();
	}

	/**
	 * Returns the platforms of the image, where they count.
	 */
	public List<Digest> platforms() {
		return List.copyOf(this.platforms);
	}

	/**
	 * Returns how many were found that are too many.
	 */
	public long beyond() {
		return this.selection.beyond();
	}

}

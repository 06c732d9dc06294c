package dev.acrsync.companions;

import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.referrers.ImageReferrer;
import dev.acrsync.referrers.ReferrerWalk;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * Tells whether an image in its target lacks something that belongs to it. Nothing is
 * lacking of an image that was removed there, or whose import is under way.
 */
final class LateReferrers {

	private final Settings settings;

	private final Registries registries;

	private final CosignTags cosignTags;

	LateReferrers(Settings settings, Registries registries, CosignTags cosignTags) {
		this.settings = settings;
		this.registries = registries;
		this.cosignTags = cosignTags;
	}

	/**
	 * Looks at all that the source has for an image.
	 */
	ReferrerLack of(Source source, ImportRecord record, Digest image) {
		TaggedImage pushed = record.push().image();
		ReferrerWalk walk = new ReferrerWalk(new LateReader(this.registries, this.cosignTags, source, record),
				source.rules().referrers(pushed.repository(), pushed.tag()), image);
		ReferrerLack answer = ReferrerLack.NOTHING;
		for (List<ImageReferrer> level = walk.next(); answer == ReferrerLack.NOTHING
				&& !level.isEmpty(); level = walk.next()) {
			answer = of(record, level);
		}
		return answer;
	}

	/**
	 * Looks at some of it.
	 */
	ReferrerLack of(ImportRecord record, List<ImageReferrer> referrers) {
		Optional<Target> target = this.settings.target(record.target().targetName());
		if (target.isEmpty() || record.progress().state().isOpen() || record.progress().importedDigest().isEmpty()) {
			return ReferrerLack.NOTHING;
		}
		ReferrerLack answer = ReferrerLack.NOTHING;
		for (ImageReferrer referrer : referrers) {
			answer = of(target.get().registry(), record, referrer);
			if (answer != ReferrerLack.NOTHING) {
				break;
			}
		}
		return (answer == ReferrerLack.SOMETHING) ? ifThere(target.get().registry(), record) : answer;
	}

	private ReferrerLack of(RegistryAccess target, ImportRecord record, ImageReferrer referrer) {
		RepositoryName repository = record.target().image().repository();
		TagReading there = referrer.tag()
			.map((tag) -> this.registries.read(target, repository, tag))
			.orElseGet(() -> this.registries.read(target, repository, referrer.digest()));
		boolean mayMove = record.target().destination().overwrite() == Overwrite.WHEN_CHANGED;
		return switch (there) {
			case TagReading.Found(Digest digest) ->
				(mayMove && !digest.equals(referrer.digest())) ? ReferrerLack.SOMETHING : ReferrerLack.NOTHING;
			case Absent() -> ReferrerLack.SOMETHING;
			case Unreadable _ -> ReferrerLack.UNTOLD;
		};
	}

	/**
	 * An image that is removed is not brought back for what belongs to it: that is for
	 * comparisons to decide.
	 */
	private ReferrerLack ifThere(RegistryAccess target, ImportRecord record) {
		return switch (this.registries.read(target, record.target().image().repository(),
				record.target().image().tag())) {
			case TagReading.Found(Digest digest) ->
				record.progress().hasBrought(digest) ? ReferrerLack.SOMETHING : ReferrerLack.NOTHING;
			case Absent() -> ReferrerLack.NOTHING;
			case Unreadable _ -> ReferrerLack.UNTOLD;
		};
	}

	/**
	 * What is lacking.
	 */
	enum ReferrerLack {

		NOTHING,

		SOMETHING,

		/** The target does not tell for the moment. */
		UNTOLD

	}

}

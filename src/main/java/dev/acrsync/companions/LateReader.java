package dev.acrsync.companions;

import java.util.function.Consumer;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.referrers.SubjectReader;
import dev.acrsync.referrers.UntaggedReader;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.settings.Source;

/**
 * Reads at a source what may have come after an image: what has no tag, and cosign's
 * tags, whose events may be lost.
 */
final class LateReader implements SubjectReader {

	private final UntaggedReader untagged;

	private final CosignTags cosignTags;

	private final Source source;

	private final ImportRecord record;

	LateReader(Registries registries, CosignTags cosignTags, Source source, ImportRecord record) {
		this.untagged = new UntaggedReader(registries, source.registry(), record.push().image().repository());
		this.cosignTags = cosignTags;
		this.source = source;
		this.record = record;
	}

	@Override
	public ListingResult platforms(Digest image, Consumer<Digest> visitor) {
		return this.untagged.platforms(image, visitor);
	}

	@Override
	public ListingResult referrers(Digest subject, Consumer<Referrer> visitor) {
		return this.untagged.referrers(subject, visitor);
	}

	@Override
	public TagReading tag(ReferrerTag tag) {
		return this.untagged.untold().isPresent() ? new Absent() : this.cosignTags.read(this.source, this.record, tag);
	}

}

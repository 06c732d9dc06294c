package dev.acrsync.importtask;

import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.ledger.Claim;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * A claim, and the registries that it is worked on with.
 */
public record ImportTask(Claim claim, Source source, Target target) {

	public ImportRecord record() {
		return this.claim.record();
	}

	/**
	 * Returns the tag at the source.
	 */
	public TaggedImage sourceImage() {
		return record().push().image();
	}

	public TaggedImage targetImage() {
		return record().target().image();
	}

	public boolean mayMoveTag() {
		return record().target().destination().overwrite() == Overwrite.WHEN_CHANGED;
	}

	/**
	 * Orders the image itself.
	 */
	public CopyOrder order(Digest digest) {
		return new CopyOrder(this, digest, Optional.of(targetImage().tag()));
	}

	ImportRequest request(Digest digest, Optional<Tag> tag) {
		return new ImportRequest(this.source, sourceImage().repository(), digest, this.target,
				record().target().destination(), tag);
	}

}

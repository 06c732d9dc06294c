package dev.acrsync.importtask;

import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.registry.TagReading;

/**
 * One manifest that a task needs at its target: the image, or something that belongs to
 * it.
 *
 * @param task whom it is for
 * @param digest the manifest
 * @param tag the tag that it gets, if any
 */
public record CopyOrder(ImportTask task, Digest digest, Optional<Tag> tag) {

	public ImportRequest request() {
		return this.task.request(this.digest, this.tag);
	}

	/**
	 * Tells whether this is what was read.
	 */
	public boolean isSeen(TagReading there) {
		return there.equals(new TagReading.Found(this.digest));
	}

	/**
	 * Returns what it writes, for the ledger and for people.
	 */
	public String image() {
		TaggedImage target = this.task.targetImage();
		return this.tag.map((it) -> target.sibling(it).toString()).orElseGet(() -> target.with(this.digest));
	}

}

package dev.acrsync.comparison;

import java.time.Instant;
import java.util.Optional;

import dev.acrsync.inventory.SourceTag;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.records.TargetImage;

/**
 * How one image stands at one target.
 *
 * @param tag the image at the source
 * @param target where it goes
 * @param standing how it stands
 * @param present whether the target's tag has the digest, if not all that belongs to it
 * @param since since when it is not there, as far as is known
 * @param firstSight whether it may have been there before anybody wanted it
 * @param unannounced whether its event should have come by now, or should come soon
 * @param knownSince when the ledger last heard of the target's tag
 * @param settled whether no import of it waits, runs or is parked
 * @param owner whose import made the target's tag, if that was not of this repository
 * @param arrived whether it is or was at the target, and its rule wants that remembered
 */
record ComparedImage(SourceTag tag, TargetImage target, ImageStatus standing, boolean present, Instant since,
		boolean firstSight, boolean unannounced, Instant knownSince, boolean settled,
		Optional<ComparisonRecord.TagOwner> owner, boolean arrived) {

	int rule() {
		return this.tag.allowed().rule();
	}

	String targetName() {
		return this.target.targetName();
	}

	/**
	 * Returns the target and the repository there.
	 */
	String place() {
		return this.target.destination().place();
	}

	ComparedImage standing(ImageStatus other) {
		return new ComparedImage(this.tag, this.target, other, this.present, this.since, this.firstSight,
				this.unannounced, this.knownSince, this.settled, this.owner, this.arrived);
	}

}

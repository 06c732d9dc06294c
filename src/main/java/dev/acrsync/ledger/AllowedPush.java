package dev.acrsync.ledger;

import java.util.List;
import java.util.Optional;

import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.Push;
import dev.acrsync.records.TargetImage;
import dev.acrsync.tracing.TraceParent;

/**
 * A push that the rules allow, and where they send it.
 *
 * @param push the push
 * @param targets where it goes, at least one
 */
public record AllowedPush(Push push, List<TargetImage> targets) {

	/**
	 * Returns what has the image of an import imported once more, as it arrived then.
	 */
	public static AllowedPush again(ImportRecord record, String event, ImportOrigin origin) {
		Push push = record.push();
		return new AllowedPush(push.again(event, origin, record.progress().importedDigest().orElse(push.digest())),
				List.of(record.target()));
	}

	/**
	 * Returns the same push, whose imports go on from a span.
	 */
	public AllowedPush in(Optional<TraceParent> trace) {
		Push traced = this.push.in(trace);
		return (traced == this.push) ? this : new AllowedPush(traced, this.targets);
	}

}

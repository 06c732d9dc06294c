package dev.acrsync.comparison;

import java.util.List;
import java.util.Optional;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.comparisonrecords.ReferrerRounds;

/**
 * What came of looking for what refers to the images of one repository.
 *
 * @param lacking those that a target has, but not all that comes along with them
 * @param looks how many were looked at
 * @param position the image up to which this comparison has come, if it has looked at one
 */
record ReferrerLookResult(List<ComparedImage> lacking, ComparisonLease.ReferrerLookCounts looks,
		Optional<ReferrerRounds.RoundPosition> position) {
}

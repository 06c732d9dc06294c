package dev.acrsync.importing;

import java.util.List;
import java.util.Optional;

import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTask;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.TagReading;
import dev.acrsync.settings.Settings;

/**
 * Leaves a target's tag to the source whose import made it, for as long as that source's
 * rules send it there: else two sources would move it to and fro.
 */
final class TagOwnership {

	private final Settings settings;

	private final ComparisonRecords comparisons;

	TagOwnership(Settings settings, ComparisonRecords comparisons) {
		this.settings = settings;
		this.comparisons = comparisons;
	}

	/**
	 * Says why a tag that is there, or may be, is not to be moved, or nothing.
	 */
	Optional<ImportResult> check(ImportTask task, TagReading there) {
		if (there instanceof Absent) {
			return Optional.empty();
		}
		TaggedImage image = task.targetImage();
		return Optional.ofNullable(this.comparisons.owners(List.of(image)).get(image))
			.filter((owner) -> !owner
				.equals(new ComparisonRecord.TagOwner(task.source().name(), task.sourceImage().repository())))
			.filter((owner) -> this.settings.source(owner.source())
				.filter((source) -> source.rules()
					.send(owner.repository(), image.tag(), task.record().target().destination()))
				.isPresent())
			.map((owner) -> new ImportResult.Left(ImportState.KEPT, "other-source",
					("%s belongs to '%s' of source '%s', whose import made it: give one of the two sources another "
							+ "target-repository, or narrow its rule")
						.formatted(image, owner.repository(), owner.source())));
	}

}

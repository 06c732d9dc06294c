package dev.acrsync.doctor;

import java.util.List;

import dev.acrsync.comparisonrecords.CompletenessSums;
import dev.acrsync.comparisonrecords.CompletenessSums.LeftImages;
import dev.acrsync.database.DamagedRowException;
import dev.acrsync.doctor.DoctorCheck.CheckPrerequisite;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.settings.Source;

import org.springframework.dao.DataAccessException;

/**
 * Tells which images the comparisons of a running service leave alone at targets, and
 * why.
 */
final class LeftImagesCheck {

	private final CompletenessSums completeness;

	LeftImagesCheck(CompletenessSums completeness) {
		this.completeness = completeness;
	}

	DoctorCheck of(Source source) {
		return new DoctorCheck("what is left alone of source " + source.name(), CheckPrerequisite.NETWORK,
				DoctorCheck.DATABASE, () -> look(source));
	}

	/**
	 * Finds nothing where the database cannot be read: its own check tells that, but not
	 * of a page of it that is damaged.
	 */
	private List<Finding> look(Source source) {
		try {
			return this.completeness.left(source.name())
				.stream()
				.map((left) -> finding(CheckedRegistry.of(source), left))
				.toList();
		}
		catch (DataAccessException ex) {
			return DamagedRowException.isCauseOf(ex) ? List.of(Finding.warning(CheckedRegistry.of(source).subject(),
					"What is left alone of its images cannot be told, since the ledger is damaged there",
					"Restore a backup, or have the readable rest copied: docs/durability.md")) : List.of();
		}
	}

	private static Finding finding(CheckedRegistry side, LeftImages left) {
		return (left.standing() == ImageStatus.OTHER_SOURCE) ? Finding.warning(side.subject(),
				"%d of its images are not brought, as imports from '%s' made their tags at the target, such as %s"
					.formatted(left.images(), left.owner().map(Object::toString).orElse("another source"),
							left.example()),
				"Set another target-repository in %s.rules[<n>] or for the other source, or narrow the rule of one"
					.formatted(side.key()))
				: Finding.ok(side.subject(),
						"%d of its images were deleted at the target, such as %s: deleted-at-target says to leave them"
							.formatted(left.images(), left.example()));
	}

}

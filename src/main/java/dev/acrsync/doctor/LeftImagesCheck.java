package dev.acrsync.doctor;

import java.util.List;

import dev.acrsync.doctor.Check.Need;
import dev.acrsync.ledger.Completeness;
import dev.acrsync.ledger.Completeness.LeftImages;
import dev.acrsync.ledger.DamagedRowException;
import dev.acrsync.ledger.Standing;
import dev.acrsync.settings.Source;

import org.springframework.dao.DataAccessException;

/**
 * Tells which images the comparisons of a running service leave alone at targets, and
 * why.
 */
final class LeftImagesCheck {

	private final Completeness completeness;

	LeftImagesCheck(Completeness completeness) {
		this.completeness = completeness;
	}

	Check of(Source source) {
		return new Check("what is left alone of source " + source.name(), Need.NETWORK, Check.DATABASE,
				() -> look(source));
	}

	/**
	 * Finds nothing where the database cannot be read: its own check tells that, but not
	 * of a page of it that is damaged.
	 */
	private List<Finding> look(Source source) {
		try {
			return this.completeness.left(source.name())
				.stream()
				.map((left) -> finding(Side.of(source), left))
				.toList();
		}
		catch (DataAccessException ex) {
			return DamagedRowException.isCauseOf(ex) ? List.of(Finding.warning(Side.of(source).subject(),
					"What is left alone of its images cannot be told, since the ledger is damaged there",
					"Restore a backup, or have the readable rest copied: docs/durability.md")) : List.of();
		}
	}

	private static Finding finding(Side side, LeftImages left) {
		return (left.standing() == Standing.OTHER_SOURCE) ? Finding.warning(side.subject(),
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

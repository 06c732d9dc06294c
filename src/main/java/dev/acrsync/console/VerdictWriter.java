package dev.acrsync.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.acrsync.console.Status.TroubleStatus;
import dev.acrsync.ledger.Standing;
import dev.acrsync.reconcile.Report;

/**
 * Says in one sentence whether anything is missing.
 */
final class VerdictWriter {

	static final String COMPLETE = "complete";

	static final String INCOMPLETE = "incomplete";

	static final String UNPROVED = "unproved";

	private final List<Report.Row> rows;

	private final Instant now;

	VerdictWriter(Report report, Instant now) {
		this.rows = report.rows();
		this.now = now;
	}

	String verdict() {
		if (count(Standing::isIncomplete) > 0) {
			return INCOMPLETE;
		}
		return this.rows.stream().allMatch(Report.Row::complete) ? COMPLETE : UNPROVED;
	}

	String sentence(List<TroubleStatus> troubles) {
		return switch (verdict()) {
			case COMPLETE -> "Complete: " + images() + checked() + leftOut() + ".";
			case INCOMPLETE -> "Not complete: " + missing() + waited() + compared() + yours(troubles) + ".";
			default -> "Not proved: nothing is known to be missing, but " + uncompared() + ".";
		};
	}

	private String images() {
		String sources = Words.count(this.rows.stream().map(Report.Row::source).distinct().count(), "source");
		long present = count(Standing.PRESENT::equals);
		return "%,d of %s of %s are here".formatted(present, Words.count(wanted(), "image"), sources);
	}

	private long wanted() {
		return count((standing) -> standing == Standing.PRESENT || standing.isIncomplete());
	}

	private String checked() {
		return this.rows.stream()
			.map(Report.Row::checkedAt)
			.filter(Objects::nonNull)
			.min(Instant::compareTo)
			.map((at) -> ", checked " + Words.time(Duration.between(at, this.now)) + " ago")
			.orElse("");
	}

	private String leftOut() {
		long others = count((standing) -> standing != Standing.PRESENT && !standing.isIncomplete());
		return (others == 0) ? "" : "; " + Words.count(others, "more is", "more are") + " left as the rules say";
	}

	private String missing() {
		long drift = count(Standing::isDrift);
		long others = count(Standing.OTHER_SOURCE::equals);
		String arrived = Words.count(drift, "image has", "images have") + " not arrived";
		String belongs = Words.count(others, "image is", "images are") + " not brought, as the tag is another source's";
		if (drift == 0) {
			return belongs;
		}
		return (others == 0) ? arrived : arrived + ", and " + belongs;
	}

	private String waited() {
		long oldest = this.rows.stream().mapToLong(Report.Row::oldestDifferenceSeconds).max().orElse(0);
		return (count(Standing::isDrift) == 0) ? ""
				: "; the oldest has waited " + Words.time(Duration.ofSeconds(oldest));
	}

	private String compared() {
		return (unchecked() == 0) ? "" : "; and " + uncompared();
	}

	private String uncompared() {
		return (this.rows.stream().allMatch((row) -> row.checkedAt() == null) && unchecked() > 0)
				? "no comparison has come to its end yet"
				: Words.count(unchecked(), "repository or catalog", "repositories or catalogs")
						+ " could not be compared";
	}

	private long unchecked() {
		return this.rows.stream().mapToLong(Report.Row::unchecked).sum();
	}

	private static String yours(List<TroubleStatus> troubles) {
		Optional<TroubleStatus> first = troubles.stream().filter((it) -> !"nobody".equals(it.who())).findFirst();
		return first.map((it) -> ". First of all: " + it.cure().replaceFirst("\\.$", ""))
			.orElse(troubles.isEmpty() ? "" : ". It goes on by itself");
	}

	private long count(Predicate<Standing> which) {
		Collection<String> labels = Arrays.stream(Standing.values())
			.filter(which)
			.map(Standing::label)
			.collect(Collectors.toSet());
		return this.rows.stream()
			.flatMap((row) -> row.images().entrySet().stream())
			.filter((image) -> labels.contains(image.getKey()))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

}

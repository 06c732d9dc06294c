package dev.acrsync.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.comparisonrecords.CompletenessReport;
import dev.acrsync.console.StatusDocument.TroubleStatus;
import dev.acrsync.records.ImageStatus;

/**
 * Says in one sentence whether anything is missing.
 */
final class VerdictWriter {

	static final String COMPLETE = "complete";

	static final String INCOMPLETE = "incomplete";

	static final String UNPROVED = "unproved";

	private final List<CompletenessReport.ReportRow> rows;

	private final PushReadiness readiness;

	private final Instant now;

	VerdictWriter(CompletenessReport report, PushReadiness readiness, Instant now) {
		this.rows = report.rows();
		this.readiness = readiness;
		this.now = now;
	}

	String verdict() {
		if (count(ImageStatus::isIncomplete) > 0) {
			return INCOMPLETE;
		}
		return (isAllThere() && this.readiness.isUp()) ? COMPLETE : UNPROVED;
	}

	private boolean isAllThere() {
		return this.rows.stream().allMatch(CompletenessReport.ReportRow::complete);
	}

	String unread() {
		return refused() + "Not proved: the ledger cannot be read now.";
	}

	private String refused() {
		return this.readiness.sentence().map((it) -> it + " ").orElse("");
	}

	String sentence(List<TroubleStatus> troubles) {
		return ended(refused() + switch (verdict()) {
			case COMPLETE -> "Complete: " + present();
			case INCOMPLETE -> "Not complete: " + missing() + waited() + compared() + yours(troubles);
			default -> isAllThere() ? "Of what is known " + present()
					: "Not proved: nothing is known to be missing, but " + uncompared();
		});
	}

	/** A cure may end with a question. */
	private static String ended(String sentence) {
		return sentence.matches("(?s).*[.?!]") ? sentence : sentence + ".";
	}

	private String present() {
		return images() + checked() + leftOut();
	}

	private String images() {
		String sources = HumanNumbers
			.count(this.rows.stream().map(CompletenessReport.ReportRow::source).distinct().count(), "source");
		long present = count(ImageStatus.PRESENT::equals);
		return "%,d of %s of %s are here".formatted(present, HumanNumbers.count(wanted(), "image"), sources);
	}

	private long wanted() {
		return count((status) -> status == ImageStatus.PRESENT || status.isIncomplete());
	}

	private String checked() {
		return this.rows.stream()
			.map(CompletenessReport.ReportRow::checkedAt)
			.filter(Objects::nonNull)
			.min(Instant::compareTo)
			.map((at) -> ", checked " + HumanNumbers.time(Duration.between(at, this.now)) + " ago")
			.orElse("");
	}

	private String leftOut() {
		long others = count((status) -> status != ImageStatus.PRESENT && !status.isIncomplete());
		return (others == 0) ? "" : "; " + HumanNumbers.count(others, "more is", "more are") + " left as the rules say";
	}

	private String missing() {
		long drift = count(ImageStatus::isDrift);
		long others = count(ImageStatus.OTHER_SOURCE::equals);
		String arrived = HumanNumbers.count(drift, "image has", "images have") + " not arrived";
		String belongs = HumanNumbers.count(others, "image is", "images are")
				+ " not brought, as the tag is another source's";
		if (drift == 0) {
			return belongs;
		}
		return (others == 0) ? arrived : arrived + ", and " + belongs;
	}

	private String waited() {
		long oldest = this.rows.stream()
			.mapToLong(CompletenessReport.ReportRow::oldestDifferenceSeconds)
			.max()
			.orElse(0);
		return (count(ImageStatus::isDrift) == 0) ? ""
				: "; the oldest has waited " + HumanNumbers.time(Duration.ofSeconds(oldest));
	}

	private String compared() {
		return (unchecked() == 0) ? "" : "; and " + uncompared();
	}

	private String uncompared() {
		return (this.rows.stream().allMatch((row) -> row.checkedAt() == null) && unchecked() > 0)
				? "no comparison has come to its end yet"
				: HumanNumbers.count(unchecked(), "repository or catalog", "repositories or catalogs")
						+ " could not be compared";
	}

	private long unchecked() {
		return this.rows.stream().mapToLong(CompletenessReport.ReportRow::unchecked).sum();
	}

	private static String yours(List<TroubleStatus> troubles) {
		List<TroubleStatus> urgent = troubles.stream().filter(TroubleStatus::needsSomebody).toList();
		long yours = urgent.stream().filter((it) -> "you".equals(it.who())).count();
		long others = urgent.size() - yours;
		String many = (urgent.size() < 2) ? ""
				: ". " + Stream
					.of((yours == 0) ? "" : HumanNumbers.count(yours, "trouble needs you", "troubles need you"),
							(others == 0) ? "" : HumanNumbers.count(others, "needs a vendor", "need a vendor"))
					.filter((it) -> !it.isEmpty())
					.collect(Collectors.joining(", "));
		return urgent.stream()
			.findFirst()
			.map((it) -> many + ". First of all: " + it.cure().replaceFirst("\\.$", ""))
			.orElse(troubles.isEmpty() ? "" : ". It goes on by itself");
	}

	private long count(Predicate<ImageStatus> which) {
		Collection<String> labels = Arrays.stream(ImageStatus.values())
			.filter(which)
			.map(ImageStatus::label)
			.collect(Collectors.toSet());
		return this.rows.stream()
			.flatMap((row) -> row.images().entrySet().stream())
			.filter((image) -> labels.contains(image.getKey()))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

}
